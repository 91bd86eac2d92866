// The element <chat-widgets>: on the built-in page it has its chat already, elsewhere it fetches it from `src`.

import { busy, dragged, enlarge, fit, fold, focused, grow, isOutside, loading, sends, swap, unloaded, whenExpired } from "./controls.js";
import { forgetDraft, keepDraft, takeDraft } from "./drafts.js";
import { around, bare, changed, check, elementsOf, payloadOf, showErrors, wellFormed } from "./fields.js";
import { Log, parse } from "./log.js";
import { claim, forget, leadTo, release, remember, remembered } from "./memory.js";
import { localize } from "./moments.js";
import { explain, post, request, requestId } from "./post.js";
import { applyTheme, chooseTheme } from "./themes.js";

/** @typedef {import("./post.js").Problem} Problem */
/** @typedef {() => Promise<import("./post.js").Answer>} Interaction */

/** @param {string} thread */
const isNew = (thread) => thread.startsWith("new.");

/** How much of an answer is read out. */
const SPOKEN = 200;

export class ChatWidgets extends HTMLElement {
  /** @type {HTMLElement | ShadowRoot} */ #root = this;
  /** @type {HTMLElement | null} */ #chat = null;
  /** @type {Log | undefined} */ #log;
  /** @type {Record<string, string>} */ #words = {};
  /** What its conversation is remembered by: nothing, if another chat on the page is remembered by the same. */
  #key = "";
  /** The thread of which it was said that it is gone. */
  #isGone = "";
  #running = 0;
  #isBehind = false;
  #isLooking = false;
  /** The request that begins the thread. */
  /** @type {Promise<unknown> | undefined} */ #beginning;
  #listening = new AbortController();

  connectedCallback() {
    applyTheme(this);
    this.#key = claim(this);
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    document.addEventListener("visibilitychange", () => {
      this.#keep();
      this.#look();
    }, { signal });
    addEventListener("pagehide", () => this.#keep(), { signal });
    visualViewport?.addEventListener("resize", () => this.#isPage && fit(this), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#look(), { signal });
    addEventListener("online", () => this.#look(), { signal });
    if (this.#chat) return this.#begin();
    const own = /** @type {HTMLElement | null} */ (this.querySelector(":scope > section.cw"));
    if (own) return this.#show(own);
    if (!this.shadowRoot) this.#embed();
  }

  disconnectedCallback() {
    this.#keep();
    release(this.#key);
    this.#listening.abort();
    this.#log?.close();
  }

  /** Whether it is the built-in page's, which has the thread in its address. */
  get #isPage() {
    return this.#root === this;
  }

  get #base() {
    return new URL(`${(this.getAttribute("src") ?? "").replace(/\/+$/, "")}/`, document.baseURI);
  }

  /** What was typed in its conversation is kept by this. */
  get #draft() {
    return `${this.#key}:${this.#chat?.dataset.cwWho ?? ""}:${this.#isNew ? "" : this.#thread}`;
  }

  get #thread() {
    return this.#chat?.dataset.cwThread ?? "";
  }

  /** Whether nobody has used the conversation yet: then it is not stored, and there is nothing to come back to. */
  get #isNew() {
    return isNew(this.#thread);
  }

  #embed() {
    const root = this.attachShadow({ mode: "open" });
    this.#root = root;
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = new URL("./chat.css", import.meta.url).href;
    root.replaceChildren(style, loading());
    // The chat is not shown before it looks as it should.
    const isStyled = new Promise((resolve) => {
      style.addEventListener("load", resolve, { once: true });
      style.addEventListener("error", resolve, { once: true });
    });
    this.#load(isStyled);
  }

  /** @param {Promise<unknown>} [isStyled] */
  async #load(isStyled) {
    const hadFocus = focused(this.#root) !== null && this.#root !== this;
    const url = new URL(this.#base.href.replace(/\/$/, ""));
    const thread = remembered(this.#key);
    if (thread) url.searchParams.set("thread", thread);
    try {
      const { html } = await request(url);
      await isStyled;
      const chat = /** @type {HTMLElement | null} */ (parse(html).content.querySelector("section.cw"));
      if (!chat) return this.#say({ status: 0 });
      this.#show(chat);
      // The server has another thread for one that it does not know, or none yet.
      if (!this.#thread || this.#isNew) forget(this.#key);
      if (hadFocus) this.#find("scroll")?.focus({ preventScroll: true });
    } catch (error) {
      this.#say(/** @type {Problem} */ (error));
    }
  }

  /** @param {Problem} problem */
  #say(problem) {
    const text = problem.sentence ?? this.#words.loadFailed ?? "The chat could not be loaded.";
    this.#root.querySelector("section.cw")?.remove();
    this.#root.append(unloaded(text, this.#words.tryAgain ?? "Try again", () => this.#load()));
  }

  /** @param {HTMLElement} chat */
  #show(chat) {
    this.#chat = chat;
    this.#beginning = undefined;
    if (!chat.isConnected) {
      this.#root.querySelector("section.cw")?.remove();
      this.#root.append(chat);
    }
    this.#words = JSON.parse(chat.dataset.cwWords ?? "{}");
    chat.addEventListener("submit", (event) => this.#submit(event));
    chat.addEventListener("input", (event) => this.#input(event));
    chat.addEventListener("change", (event) => this.#input(event));
    chat.addEventListener("click", (event) => this.#click(event));
    // Before the browser looks at the fields: what is wrong is said in our words, at the field.
    const unchecked = (/** @type {Event} */ { target }) => {
      const form = /** @type {HTMLButtonElement | null} */ (around(target, "button"))?.form;
      if (form) bare(form).noValidate = true;
    };
    chat.addEventListener("click", unchecked, { capture: true });
    chat.addEventListener("keydown", (event) => this.#press(event));
    for (const name of ["dragover", "dragleave", "drop"]) {
      chat.addEventListener(name, (event) => dragged(/** @type {DragEvent} */ (event)));
    }
    applyTheme(this);
    this.#begin();
    if (this.#key) takeDraft(chat, this.#draft);
  }

  /** Keeps what was typed and not sent, should the page not come back. */
  #keep() {
    if (this.#chat && this.#key) keepDraft(this.#chat, this.#draft);
  }

  /** What is to be done again when the element was moved. */
  #begin() {
    if (!this.#chat) return;
    this.#log?.close();
    this.#log = new Log(this.#chat);
    this.#remember(this.#thread);
    this.#watch();
  }

  /** What expires turns by itself, and what is new shows the reader's time. */
  #watch() {
    if (!this.#chat) return;
    localize(this.#chat);
    whenExpired(this.#chat, (widget) => this.#expire(widget));
  }

  /** @param {HTMLElement} widget */
  #expire(widget) {
    if (!this.#isNew) return void this.#look();
    // The server has not stored it, so there is nothing to get from there.
    for (const form of widget.querySelectorAll("form")) bare(form).inert = true;
    this.#fail(widget, { status: 410, sentence: this.#words.expired }, () => {});
  }

  /**
   * @template {HTMLElement} E
   * @param {string} name
   * @returns {E | null}
   */
  #find(name) {
    return /** @type {E | null} */ (this.#chat?.querySelector(`[data-cw-${name}]`) ?? null);
  }

  /** @param {string} thread */
  #remember(thread) {
    if (!this.#chat) return;
    const page = this.#find("new")?.getAttribute("href") ?? "";
    if (!thread || isNew(thread)) return void (this.#isPage && leadTo(page, ""));
    const isOther = this.#thread !== thread;
    if (isOther && this.#key) forgetDraft(this.#draft);
    this.#chat.dataset.cwThread = thread;
    if (isOther) for (const input of this.#chat.querySelectorAll('input[name="~threadId"]')) /** @type {HTMLInputElement} */ (input).value = thread;
    if (this.#isPage) leadTo(page, thread);
    else if (this.#key) remember(this.#key, thread);
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    const form = bare(/** @type {HTMLFormElement} */ (event.target));
    if (form.matches("[data-cw-message]")) {
      event.preventDefault();
      this.#write(form);
    } else if (form.matches(".cw-control")) {
      event.preventDefault();
      this.#use(form);
    }
  }

  /** @param {HTMLFormElement} form */
  #use(form) {
    if (form.getAttribute("aria-busy") === "true") return;
    const atFault = check(form);
    if (atFault) return this.#announceFaults(atFault);
    const inputs = /** @type {HTMLInputElement[]} */ (elementsOf(form));
    const value = (/** @type {string} */ name) => inputs.find((input) => input.name === name)?.value;
    this.#act(form, this.#interaction("action", { action: value("~action"), payload: payloadOf(form), widgetId: value("~widgetId") }));
  }

  /**
   * @param {HTMLFormElement} form
   * @param {Interaction} send
   */
  async #act(form, send) {
    const widget = /** @type {HTMLElement} */ (form.closest("[data-cw-widget]"));
    form.querySelector(":scope > .cw-failure")?.remove();
    busy(form, true);
    this.#announce(this.#words.sending ?? "");
    const chat = this.#chat;
    const top = this.#log?.top;
    try {
      const answer = await send();
      busy(form, false);
      const focus = focused(this.#root);
      const hadFocus = widget.contains(focus);
      // Who has gone on to something else is not taken away from it.
      const isAwaited = top === this.#log?.top && (hadFocus || !this.#log?.holds(focus));
      const lost = () => hadFocus && !widget.isConnected && !focused(this.#root)?.matches("input, select, textarea, button");
      if (chat === this.#chat) this.#came(answer, undefined, lost, isAwaited);
    } catch (error) {
      busy(form, false);
      if (chat === this.#chat) this.#refused(form, widget, /** @type {Problem} */ (error), send);
    }
  }

  /**
   * What is to be sent, and sent again as it is. What comes first begins the thread, so the rest waits until it is known.
   *
   * @param {"action" | "message"} route
   * @param {object} content
   * @returns {Interaction}
   */
  #interaction(route, content) {
    const id = requestId();
    let body = "";
    const go = async () => {
      if (!body && !this.#thread) await this.#beginning?.catch(() => {});
      body ||= JSON.stringify({ ...content, threadId: this.#thread || undefined, requestId: id });
      try {
        return await post(new URL(route, this.#base), body);
      } catch (error) {
        // It has begun a thread, though it failed: a retry goes on there.
        if (/** @type {Problem} */ (error).threadId) body = "";
        throw error;
      }
    };
    return () => {
      const answer = this.#run(go());
      if (!this.#thread) this.#beginning = answer;
      return answer;
    };
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement} widget
   * @param {Problem} problem
   * @param {Interaction} send
   */
  #refused(form, widget, problem, send) {
    if (problem.threadId) this.#remember(problem.threadId);
    if (problem.status === 422) {
      return this.#announceFaults(showErrors(form, problem.errors ?? [], problem.sentence ?? this.#words.failed ?? ""));
    }
    const now = /** @type {HTMLElement | null} */ (parse(problem.html ?? "").content.firstElementChild);
    // The control that runs stays as it is: it can be tried again.
    const isRedrawn = now && problem.code !== "in_progress";
    if (isRedrawn) this.#log?.keepingEnd(() => swap(widget, now));
    this.#fail(isRedrawn ? now : form, problem, () => {
      /** @type {HTMLElement | null} */ (form.querySelector("[type=submit]"))?.focus({ preventScroll: true });
      this.#act(form, send);
    });
    if (problem.code === "thread_not_found") this.#gone();
  }

  /**
   * Shows a failure in or below what failed.
   *
   * @param {HTMLElement} place
   * @param {Problem} problem
   * @param {() => void} again
   */
  #fail(place, problem, again) {
    const failure = this.#copy("failure");
    if (!failure) return;
    this.#log?.keepingEnd(() => place.append(failure));
    explain(failure, problem, this.#words, () => {
      again();
      failure.remove();
    });
  }

  /** @param {HTMLFormElement} form */
  #write(form) {
    const input = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
    const message = wellFormed(input.value);
    if (!message.trim()) return input.focus();
    const mine = this.#copy("mine");
    const text = mine?.querySelector(".cw-text");
    if (!mine || !text) return;
    text.textContent = message;
    input.value = "";
    grow(input);
    this.#log?.append(mine);
    this.#send(mine, input, message, this.#interaction("message", { message }));
  }

  /**
   * @param {HTMLElement} mine
   * @param {HTMLTextAreaElement} input
   * @param {string} message
   * @param {Interaction} send
   */
  async #send(mine, input, message, send) {
    const chat = this.#chat;
    this.#await(mine, true);
    this.#announce(this.#words.sending ?? "");
    try {
      const answer = await send();
      this.#await(mine, false);
      if (chat === this.#chat) this.#came(answer, mine, () => false);
    } catch (error) {
      const problem = /** @type {Problem} */ (error);
      this.#await(mine, false);
      if (chat !== this.#chat) return;
      if (problem.threadId) this.#remember(problem.threadId);
      const wasNotSent = [400, 413, 422].includes(problem.status);
      if (wasNotSent && !input.value) {
        input.value = message;
        grow(input);
      }
      if (problem.code === "thread_not_found") this.#gone();
      this.#fail(mine, problem, () => {
        mine.focus({ preventScroll: true });
        this.#send(mine, input, message, send);
      });
    }
  }

  /**
   * Somebody types as long as a message waits for its answer.
   *
   * @param {HTMLElement} mine
   * @param {boolean} is
   */
  #await(mine, is) {
    mine.toggleAttribute("data-cw-pending", is);
    const typing = this.#find("typing");
    if (typing) this.#log?.keepingEnd(() => (typing.hidden = !this.#find("pending")));
  }

  /**
   * @template T
   * @param {Promise<T>} answer
   */
  async #run(answer) {
    this.#running += 1;
    // What is being looked up may be older than what is about to come.
    this.#isBehind ||= this.#isLooking;
    try {
      return await answer;
    } finally {
      this.#running -= 1;
      if (this.#isBehind && !this.#running) queueMicrotask(() => this.#look());
    }
  }

  /**
   * Puts an answer on the page.
   *
   * @param {import("./post.js").Answer} answer
   * @param {HTMLElement | undefined} mine
   * @param {() => boolean} takesFocus whether the control that had the focus is gone
   * @param {boolean} [isAwaited] whether the person has stayed where they asked for it
   */
  #came({ html, thread }, mine, takesFocus, isAwaited) {
    const turns = this.#log?.add(html, mine, isAwaited) ?? [];
    this.#remember(thread);
    this.#watch();
    const newest = turns.at(-1);
    if (!newest) return;
    if (takesFocus()) newest.focus({ preventScroll: true });
    const said = newest.querySelector(".cw-text")?.textContent?.trim().slice(0, SPOKEN) ?? "";
    const count = newest.querySelectorAll("[data-cw-widget]").length;
    const widgets = count ? (this.#words.widgets ?? "").replace("{count}", String(count)) : "";
    this.#announce([said, widgets].filter(Boolean).join(" "));
  }

  /** @param {number} count */
  #announceFaults(count) {
    // One field says it itself, since the focus goes there.
    if (count > 1) this.#announce((this.#words.fieldsAtFault ?? "").replace("{count}", String(count)));
  }

  /** @param {string} text */
  #announce(text) {
    const status = this.#find("status");
    if (status) status.textContent = text;
  }

  /** Another tab may have gone on with the conversation. */
  async #look() {
    if (document.visibilityState !== "visible" || !this.#thread || this.#isNew) return;
    this.#isBehind = true;
    if (this.#isLooking || this.#running) return;
    this.#isLooking = true;
    while (this.#isBehind && !this.#running) {
      this.#isBehind = false;
      await this.#catchUp(this.#thread);
    }
    this.#isLooking = false;
  }

  /** @param {string} thread */
  async #catchUp(thread) {
    const isCurrent = () => !this.#isBehind && thread === this.#thread;
    try {
      const url = new URL(`threads/${thread}`, this.#base);
      const known = this.#chat?.dataset.cwVersion;
      if (known) url.searchParams.set("known", known);
      const { html, version } = await request(url);
      if (!isCurrent() || !this.#chat) return;
      this.#log?.catchUp(html);
      this.#chat.dataset.cwVersion = version;
      this.#watch();
    } catch (error) {
      // A server that is away for a moment is met again at the next click.
      if (/** @type {Problem} */ (error).status === 404 && isCurrent()) this.#gone();
    }
  }

  #gone() {
    if (this.#isGone === this.#thread) return;
    this.#isGone = this.#thread;
    const notice = this.#find("notice");
    const now = this.#copy("gone");
    if (!notice || !now) return;
    this.#log?.keepingEnd(() => notice.replaceWith(now));
    this.#announce(now.querySelector("span")?.textContent ?? "");
  }

  /** @param {Event} event */
  #input(event) {
    const input = /** @type {HTMLElement} */ (event.target);
    changed(input);
    if (input instanceof HTMLTextAreaElement) grow(input);
    if (event.type === "change" && input.matches("[data-cw-theme]")) chooseTheme(this, /** @type {HTMLInputElement} */ (input).value);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const input = /** @type {HTMLElement} */ (event.target);
    if (event.key === "Enter" && input.matches("[data-cw-filter]")) event.preventDefault();
    if (!sends(event) || !input.matches("[data-cw-message] textarea")) return;
    event.preventDefault();
    /** @type {HTMLElement | null | undefined} */ (/** @type {HTMLTextAreaElement} */ (input).form?.querySelector("[type=submit]"))?.click();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const on = (/** @type {string} */ name) => around(event.target, `[data-cw-${name}]`);
    if (on("skip")) {
      event.preventDefault();
      return /** @type {HTMLElement | null | undefined} */ (this.#find("message")?.querySelector("textarea"))?.focus();
    }
    const picture = on("open");
    if (picture) return enlarge(picture, this.#find("viewer"));
    const viewer = /** @type {HTMLDialogElement | null} */ (on("viewer"));
    if (viewer && (on("close") || isOutside(viewer, event))) return viewer.close();
    const dismissed = on("dismiss");
    if (dismissed) {
      const notice = /** @type {HTMLElement} */ (dismissed.closest("[data-cw-notice]"));
      this.#log?.keepingEnd(() => (notice.hidden = true));
      return (this.#find("message")?.querySelector("textarea") ?? this.#find("scroll"))?.focus();
    }
    if (on("cancel") || on("reopen")) return fold(/** @type {HTMLElement} */ (on("cancel") ?? on("reopen")));
    if (on("new") && !this.#isPage) {
      event.preventDefault();
      forget(this.#key);
      this.#load();
    }
  }

  /** @param {string} name */
  #copy(name) {
    const template = /** @type {HTMLTemplateElement | null} */ (this.#chat?.querySelector(`[data-cw-template="${name}"]`));
    return /** @type {HTMLElement | null} */ (template?.content.firstElementChild?.cloneNode(true) ?? null);
  }
}

// So that it is the same length for everything inside of a chat.
try {
  CSS.registerProperty({ name: "--cw-rem", syntax: "<length>", inherits: true, initialValue: "16px" });
} catch {
  // Another version of this script has done so, or the browser cannot.
}
if (!customElements.get("chat-widgets")) customElements.define("chat-widgets", ChatWidgets);
