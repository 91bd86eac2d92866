// The conversation on the page: what comes is put in its place, and the newest is in view.

export class Log {
  /** @type {HTMLElement} */ #scroll;
  /** @type {HTMLElement} */ #list;
  /** @type {HTMLElement | null} */ #button;
  /** @type {IntersectionObserver} */ #observer;
  /** @type {ResizeObserver} */ #resized;
  /** Whether the end is in view, so that it is to stay there. */
  #isAtEnd = true;
  /** How far down it was then. */
  #top = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(`[data-cw-${name}]`));
    this.#scroll = find("scroll");
    this.#list = find("log");
    this.#button = find("newest");
    this.#observer = new IntersectionObserver((entries) => {
      this.#isAtEnd = entries.at(-1)?.isIntersecting ?? true;
      this.#top = this.#scroll.scrollTop;
      if (this.#button) this.#button.hidden = this.#isAtEnd;
    }, { root: this.#scroll, rootMargin: "0px 0px 64px 0px" });
    this.#observer.observe(find("end"));
    // What grows later, such as an image that has come, does not push the end out of view.
    // It may be further up by now: the focus is on a field there that is at fault, say.
    this.#resized = new ResizeObserver(() => this.#isAtEnd && this.#scroll.scrollTop >= this.#top && this.toEnd());
    this.#resized.observe(this.#list);
    if (this.#button) this.#button.onclick = () => this.#go();
    this.toEnd();
  }

  #go() {
    // The button is about to go, and the focus with it.
    this.#scroll.focus({ preventScroll: true });
    this.toEnd(true);
  }

  close() {
    this.#observer.disconnect();
    this.#resized.disconnect();
  }

  /** @param {boolean} [isSmooth] */
  toEnd(isSmooth = false) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#scroll.scrollTo({ top: this.#scroll.scrollHeight, behavior: isSmooth && !calm ? "smooth" : "instant" });
    this.#isAtEnd = true;
    this.#top = this.#scroll.scrollTop;
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

  /** @param {HTMLElement} turn */
  append(turn) {
    this.keepingEnd(() => this.#list.append(turn));
  }

  /**
   * Puts a fragment's widgets and turns in their places.
   *
   * @param {string} html from our server, which escapes
   * @param {HTMLElement} [mine] what the person sees of a message that the server knows by now
   * @returns the turns that are new
   */
  add(html, mine) {
    const { content } = parse(html);
    /** @type {HTMLElement[]} */
    const added = [];
    this.keepingEnd(() => {
      for (const each of [...content.children]) {
        if (each instanceof HTMLTemplateElement) {
          this.replace(each.dataset.cwReplace ?? "", each.content.firstElementChild);
        } else if (each instanceof HTMLElement) {
          const isMine = each.matches(".cw-user") && mine?.isConnected;
          const known = this.#turn(each.dataset.cwTurn);
          if (!known) added.push(each);
          if (isMine && known && known !== mine) mine.remove();
          else if (isMine) mine.replaceWith(each);
          else if (!known) this.#list.append(each);
        }
      }
    });
    return added;
  }

  /**
   * Brings the page up to date with the whole conversation. What has not changed stays as it is, with all that is typed.
   *
   * @param {string} html
   */
  catchUp(html) {
    const { content } = parse(html);
    this.keepingEnd(() => {
      /** @type {Element | null} */
      let before = null;
      for (const turn of /** @type {HTMLElement[]} */ ([...content.children])) {
        const known = this.#turn(turn.dataset.cwTurn) ?? this.#unanswered(turn);
        if (known) this.#update(known, turn);
        else if (before) before.after(turn);
        else this.#list.prepend(turn);
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
      if (now[place] && state(widget) !== state(now[place])) widget.replaceWith(now[place]);
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
    if (place && widget && revision(widget) >= revision(place)) place.replaceWith(widget);
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
