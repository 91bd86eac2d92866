// The conversation on the page: what comes is put in its place, and the beginning of the newest is in view.

import { swap } from "./controls.js";

/** How much is seen of what stands above the newest, in pixels. */
const ABOVE = 16;

/** How near to the end one is at the end, in pixels. */
const NEAR = 64;

export class Log {
  /** @type {HTMLElement} */ #scroll;
  /** @type {HTMLElement} */ #list;
  /** @type {HTMLElement | null} */ #button;
  /** @type {IntersectionObserver} */ #observer;
  /** @type {ResizeObserver} */ #resized;
  /** The turn with which the newest begins. */
  /** @type {Element | null} */ #newest;
  /** Whether the end is in view, so that it is to stay there. */
  #isAtEnd = true;
  /** How far down it was then. */
  #top = 0;
  /** How many turns have come since. */
  #unseen = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(`[data-cw-${name}]`));
    this.#scroll = find("scroll");
    this.#list = find("log");
    this.#button = find("newest");
    this.#newest = this.#list.lastElementChild;
    this.#observer = new IntersectionObserver((entries) => {
      // In a dialog that is closed, say, nothing is in view.
      if (!this.#scroll.clientHeight) return;
      this.#isAtEnd = entries.at(-1)?.isIntersecting ?? true;
      this.#top = this.#scroll.scrollTop;
      if (this.#isAtEnd) this.#unseen = 0;
      this.#tell();
    }, { root: this.#scroll, rootMargin: `0px 0px ${NEAR}px 0px` });
    this.#observer.observe(find("end"));
    // What grows later, such as an image that has come, does not push the end out of view, and neither does a keyboard that
    // takes half of the screen. It may be further up by now: the focus is on a field there that is at fault, say.
    this.#resized = new ResizeObserver(() => this.#isAtEnd && this.#scroll.scrollTop >= this.#top && this.toEnd());
    this.#resized.observe(this.#list);
    this.#resized.observe(this.#scroll);
    if (this.#button) this.#button.onclick = () => this.#go();
    this.toEnd();
  }

  #go() {
    // The button is about to go, and the focus with it.
    this.#scroll.focus({ preventScroll: true });
    this.toEnd(true, -2);
  }

  /** Says that there is something further down, and how much of it is new. */
  #tell() {
    if (!this.#button) return;
    this.#button.hidden = this.#isAtEnd;
    const count = this.#button.querySelector("[data-cw-count]");
    if (count) count.textContent = this.#unseen ? String(this.#unseen) : "";
  }

  close() {
    this.#observer.disconnect();
    this.#resized.disconnect();
  }

  /**
   * Whether it is something in the conversation, and not the conversation itself.
   *
   * @param {Element | null} element
   */
  holds(element) {
    return this.#list.contains(element);
  }

  /** How far down the person is. */
  get top() {
    return this.#scroll.scrollTop;
  }

  /**
   * Shows the newest from its beginning; who has gone on from there comes to the end.
   *
   * @param {boolean} [isSmooth]
   * @param {number} [beyond] how far beyond the beginning one has gone on from there, in pixels
   */
  toEnd(isSmooth = false, beyond = 1) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const { scrollTop, scrollHeight, clientHeight } = this.#scroll;
    const end = scrollHeight - clientHeight;
    const below = this.#newest?.isConnected ? this.#newest.getBoundingClientRect().top - this.#scroll.getBoundingClientRect().top : end;
    const begin = Math.max(0, scrollTop + below - ABOVE);
    const top = scrollTop > begin + beyond ? end : Math.min(begin, end);
    this.#scroll.scrollTo({ top, behavior: isSmooth && !calm ? "smooth" : "instant" });
    this.#isAtEnd = end - top < NEAR;
    if (this.#isAtEnd) this.#unseen = 0;
    this.#top = this.#scroll.scrollTop;
    this.#tell();
  }

  /**
   * Changes the page, and keeps the end in view if it is.
   *
   * @param {() => void} change
   */
  keepingEnd(change) {
    const stays = this.#isAtEnd;
    change();
    if (stays) this.toEnd();
  }

  /**
   * Changes the page by turns that are new, and shows them to who is at the end, or waits for them.
   *
   * @param {(added: Element[]) => void} change
   * @param {boolean} [isAwaited]
   */
  #adding(change, isAwaited = false) {
    const stays = this.#isAtEnd;
    /** @type {Element[]} */
    const added = [];
    change(added);
    const seen = added.filter((turn) => turn.querySelector(".cw-text, .cw-widgets"));
    if (seen.length) this.#newest = seen[0];
    if (stays || (isAwaited && seen.length)) return this.toEnd();
    this.#unseen += seen.length;
    this.#tell();
  }

  /** @param {HTMLElement} turn */
  append(turn) {
    this.#list.append(turn);
    this.#newest = turn;
    this.toEnd();
  }

  /**
   * Puts a fragment's widgets and turns in their places.
   *
   * @param {string} html from our server, which escapes
   * @param {HTMLElement} [mine] what the person sees of a message that the server knows by now
   * @param {boolean} [isAwaited] whether the person has stayed where they asked for it
   * @returns the turns that are new
   */
  add(html, mine, isAwaited) {
    const { content } = parse(html);
    /** @type {HTMLElement[]} */
    const news = [];
    this.#adding((added) => {
      for (const each of [...content.children]) {
        if (each instanceof HTMLTemplateElement) {
          this.replace(each.dataset.cwReplace ?? "", each.content.firstElementChild);
        } else if (each instanceof HTMLElement) {
          const isMine = each.matches(".cw-user") && mine?.isConnected;
          const known = this.#turn(each.dataset.cwTurn);
          if (!known) news.push(each);
          if (isMine && known && known !== mine) mine.remove();
          else if (isMine) mine.replaceWith(each);
          else if (!known) {
            this.#list.append(each);
            added.push(each);
          }
        }
      }
    }, isAwaited);
    return news;
  }

  /**
   * Brings the page up to date with the whole conversation. What has not changed stays as it is, with all that is typed.
   *
   * @param {string} html
   */
  catchUp(html) {
    const { content } = parse(html);
    this.#adding((added) => {
      /** @type {Element | null} */
      let before = null;
      for (const turn of /** @type {HTMLElement[]} */ ([...content.children])) {
        const known = this.#turn(turn.dataset.cwTurn) ?? this.#unanswered(turn);
        if (known) this.#update(known, turn);
        else added.push(turn);
        if (!known && before) before.after(turn);
        else if (!known) this.#list.prepend(turn);
        before = known ?? turn;
      }
    });
  }

  /**
   * A message whose answer failed is on the page already, and may be tried again there.
   *
   * @param {HTMLElement} turn
   */
  #unanswered(turn) {
    const text = (/** @type {Element} */ of) => of.querySelector(".cw-text")?.textContent;
    const unknown = /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll(".cw-user:not([data-cw-turn], [data-cw-pending])")]);
    const mine = turn.matches(".cw-user") ? unknown.find((each) => text(each) === text(turn)) : undefined;
    if (mine) mine.dataset.cwTurn = turn.dataset.cwTurn;
    return mine;
  }

  /**
   * @param {HTMLElement} known
   * @param {HTMLElement} turn
   */
  #update(known, turn) {
    const state = (/** @type {HTMLElement} */ { dataset: { cwWidget, cwRevision, cwState } }) => `${cwWidget} ${cwRevision} ${cwState}`;
    const widgets = (/** @type {HTMLElement} */ of) => /** @type {HTMLElement[]} */ ([...of.querySelectorAll("[data-cw-widget]")]);
    const now = widgets(turn);
    widgets(known).forEach((widget, place) => {
      if (now[place] && state(widget) !== state(now[place])) swap(widget, now[place]);
    });
  }

  /**
   * @param {string} id
   * @param {Element | null} widget
   */
  replace(id, widget) {
    const place = /** @type {HTMLElement | null} */ (this.#list.querySelector(`[data-cw-widget="${CSS.escape(id)}"]`));
    const revision = (/** @type {Element} */ of) => Number(of.getAttribute("data-cw-revision"));
    // Answers may cross: the older one comes too late.
    if (place && widget && revision(widget) >= revision(place)) swap(place, /** @type {HTMLElement} */ (widget));
  }

  /** @param {string} [id] */
  #turn(id) {
    return /** @type {HTMLElement | null} */ (this.#list.querySelector(`[data-cw-turn="${CSS.escape(id ?? "")}"]`));
  }
}

/**
 * Our server's HTML as nodes.
 *
 * @param {string} html
 */
export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template;
}
