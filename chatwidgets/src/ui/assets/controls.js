// What becomes of controls when they are used.

import { around, bare, drop, elementsOf, focusIn } from "./fields.js";

/**
 * Says of a control that it is at work: this one only. Its button keeps the focus.
 *
 * @param {HTMLFormElement} form
 * @param {boolean} is
 */
export function busy(form, is) {
  form.setAttribute("aria-busy", String(is));
  form.classList.toggle("cw-busy", is);
  for (const button of elementsOf(form)) {
    if (button.matches("button[type=submit]")) button.ariaDisabled = is ? "true" : null;
  }
}

/**
 * Puts a widget in the place of another one. Who has the focus in it keeps it, if there is the same input or a button.
 *
 * @param {HTMLElement} old
 * @param {HTMLElement} now
 */
export function swap(old, now) {
  const active = focused(/** @type {HTMLElement | ShadowRoot} */ (old.getRootNode()));
  const had = active && old.contains(active) ? active : undefined;
  old.replaceWith(now);
  if (!had) return;
  const name = had.getAttribute("name") ?? had.getAttribute("data-cw-name");
  const like = name ? `:is([name="${CSS.escape(name)}"], [data-cw-name="${CSS.escape(name)}"])` : had.matches("button") ? "button" : "a[href]";
  const all = /** @type {HTMLElement[]} */ ([...now.querySelectorAll(like)]);
  const same = all.find((each) => each.getAttribute("value") === had.getAttribute("value")) ?? all[0];
  (same ?? /** @type {HTMLElement | null} */ (now.closest("[data-cw-turn]")))?.focus({ preventScroll: true });
}

/** @param {HTMLElement | ShadowRoot} root */
export const focused = (root) => (root instanceof ShadowRoot ? root : document).activeElement;

/**
 * As high as its text, where the style sheet cannot see to that.
 *
 * @param {HTMLTextAreaElement} input
 */
export function grow(input) {
  if (CSS.supports("field-sizing", "content")) return;
  input.style.blockSize = "auto";
  input.style.blockSize = `${input.scrollHeight + 2}px`;
}

/**
 * Shows a picture large.
 *
 * @param {HTMLElement} picture
 * @param {HTMLDialogElement | null} viewer
 */
export function enlarge(picture, viewer) {
  const image = viewer?.querySelector("img");
  const caption = viewer?.querySelector("p");
  if (!viewer || !image || !caption) return;
  image.src = picture.dataset.cwOpen ?? "";
  image.alt = picture.querySelector("img")?.alt ?? "";
  caption.textContent = picture.dataset.cwCaption ?? "";
  viewer.showModal();
}

/**
 * Whether a click was beside a dialog: what is behind it says that it is the dialog, too.
 *
 * @param {HTMLElement} dialog
 * @param {MouseEvent} click
 */
export function isOutside(dialog, { target, clientX, clientY }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return target === dialog && (clientX < left || clientX > right || clientY < top || clientY > bottom);
}

/**
 * Closes a form that was cancelled, or opens it again.
 *
 * @param {HTMLElement} button
 */
export function fold(button) {
  const widget = button.closest("[data-cw-widget]");
  const cancelled = /** @type {HTMLFormElement | null | undefined} */ (widget?.querySelector("form:has([data-cw-cancel])"));
  const reopen = /** @type {HTMLElement | null | undefined} */ (widget?.querySelector("[data-cw-reopen]"));
  if (!cancelled || !reopen) return;
  const form = bare(cancelled);
  const closes = button !== reopen;
  form.toggleAttribute("hidden", closes);
  reopen.hidden = !closes;
  if (closes) reopen.focus();
  else focusIn(form);
}

/**
 * Files that are dragged over a choice of files, and dropped there.
 *
 * @param {DragEvent} event
 */
export function dragged(event) {
  const place = around(event.target, "[data-cw-drop]");
  if (!event.dataTransfer?.types.includes("Files")) return;
  // Also beside the place: a browser would leave the page to show the file.
  if (event.type !== "dragleave") event.preventDefault();
  if (!place) {
    event.dataTransfer.dropEffect = "none";
    return;
  }
  place.classList.toggle("cw-over", event.type === "dragover");
  if (event.type === "drop") drop(place, event.dataTransfer.files);
}

/** What stands in the place of a chat that is on its way. */
export function loading() {
  const place = document.createElement("section");
  place.className = "cw cw-unloaded";
  place.ariaBusy = "true";
  const dots = document.createElement("p");
  dots.className = "cw-dots";
  dots.append(...[1, 2, 3].map(() => document.createElement("i")));
  place.append(dots);
  return place;
}

/**
 * What stands in the place of a chat that could not be loaded, so that there is nothing of the server's to show.
 *
 * @param {string} text
 * @param {string} label
 * @param {() => void} again
 */
export function unloaded(text, label, again) {
  const place = document.createElement("section");
  place.className = "cw cw-unloaded";
  const why = document.createElement("p");
  why.setAttribute("role", "alert");
  why.textContent = text;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cw-btn";
  button.textContent = label;
  button.addEventListener("click", () => {
    if (button.ariaDisabled !== "true") again();
    button.ariaDisabled = "true";
  });
  place.append(why, button);
  return place;
}

/** The longest that a browser waits, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/**
 * Says of each widget with a time when that is over, if it is there still.
 *
 * @param {HTMLElement} chat
 * @param {(widget: HTMLElement) => void} say
 */
export function whenExpired(chat, say) {
  for (const widget of /** @type {NodeListOf<HTMLElement>} */ (chat.querySelectorAll("[data-cw-left]"))) {
    // A little later, so that the server thinks so, too.
    const left = Number(widget.dataset.cwLeft) + 250;
    delete widget.dataset.cwLeft;
    if (left < LONGEST) setTimeout(() => widget.isConnected && say(widget), left);
  }
}

/**
 * Leaves room for a keyboard on the screen, which not every browser takes off the page.
 *
 * @param {HTMLElement} page
 */
export function fit(page) {
  const { height = 0, scale = 1 } = visualViewport ?? {};
  const isCovered = scale === 1 && height < innerHeight - 1;
  page.style.blockSize = isCovered ? `${height}px` : "";
  if (isCovered) scrollTo(0, 0);
}

/**
 * Whether a key sends what is written.
 *
 * @param {KeyboardEvent} event
 */
export function sends(event) {
  // Safari ends a composition before it says which key did so; 229 is how it tells.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return false;
  // On a touch screen there is no other key for a second line.
  return !matchMedia("(hover: none) and (pointer: coarse)").matches;
}
