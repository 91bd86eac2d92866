// What was typed and not sent yet outlives a reload: in the storage of the tab. Secrets do not.

import { grow } from "./controls.js";
import { bare, changed, elementsOf } from "./fields.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Input */

const isSecret = (/** @type {Input} */ { type, autocomplete }) =>
  ["password", "hidden", "file"].includes(type) || /^off$|\b(cc-|one-time-code|(current|new)-password)/.test(autocomplete);

const isBox = (/** @type {Input} */ { type }) => type === "checkbox" || type === "radio";

/**
 * All inputs of a chat that may be kept, each by the place that it will have again.
 *
 * @param {HTMLElement} chat
 * @returns {[string, Input][]}
 */
function inputs(chat) {
  const isNew = (chat.dataset.cwThread ?? "").startsWith("new.");
  /** @type {Map<string, number>} */
  const counts = new Map();
  return [.../** @type {NodeListOf<HTMLFormElement>} */ (chat.querySelectorAll("form"))].flatMap((form) => {
    const all = /** @type {Input[]} */ (elementsOf(bare(form)).filter((each) => each.matches("input, select, textarea")));
    // In a conversation that nobody has used ids are other ones each time.
    const id = all.find((input) => input.name === "~widgetId")?.value;
    const action = (isNew ? bare(form).dataset.cwAction : id) ?? "";
    const count = counts.get(action) ?? 0;
    counts.set(action, count + 1);
    const kept = all.map((input, place) => /** @type {[string, Input]} */ ([`${action} ${count} ${place} ${input.name}`, input]));
    return kept.filter(([, input]) => !isSecret(input));
  });
}

/** @param {Input} input */
function valueOf(input) {
  if (input instanceof HTMLSelectElement) return [...input.selectedOptions].map((option) => option.value);
  return isBox(input) ? /** @type {HTMLInputElement} */ (input).checked : input.value;
}

/** @param {Input} input */
function isAsSent(input) {
  if (input instanceof HTMLSelectElement) {
    const chosen = [...input.options].filter((option) => option.defaultSelected);
    const first = chosen.length || input.multiple ? chosen : [...input.options].slice(0, 1);
    return String(valueOf(input)) === String(first.map((option) => option.value));
  }
  const box = /** @type {HTMLInputElement} */ (input);
  return isBox(input) ? box.checked === box.defaultChecked : box.value === box.defaultValue;
}

/**
 * @param {HTMLElement} chat
 * @param {string} key
 */
export function keepDraft(chat, key) {
  const typed = inputs(chat).filter(([, input]) => !isAsSent(input)).map(([place, input]) => [place, valueOf(input)]);
  try {
    if (typed.length) sessionStorage.setItem(key, JSON.stringify(typed));
    else sessionStorage.removeItem(key);
  } catch {
    // Storage may be forbidden, or full.
  }
}

/** @param {string} key */
export function forgetDraft(key) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // As above.
  }
}

/**
 * Puts back what was typed, where nothing else has been entered since.
 *
 * @param {HTMLElement} chat
 * @param {string} key
 */
export function takeDraft(chat, key) {
  /** @type {Map<string, any>} */
  let typed;
  try {
    typed = new Map(JSON.parse(sessionStorage.getItem(key) ?? "[]"));
    sessionStorage.removeItem(key);
  } catch {
    return;
  }
  for (const [place, input] of inputs(chat)) {
    const value = typed.get(place);
    if (value === undefined || String(value) === String(valueOf(input)) || !isAsSent(input)) continue;
    if (input instanceof HTMLSelectElement) for (const option of input.options) option.selected = value.includes(option.value);
    else if (isBox(input)) /** @type {HTMLInputElement} */ (input).checked = value;
    else input.value = value;
    if (input instanceof HTMLTextAreaElement) grow(input);
    changed(input);
  }
}
