// The theme that a person has chosen, for all chats of this origin.

import { remember, remembered } from "./memory.js";

const KEY = "chatwidgets:theme";

/**
 * Chooses a theme, and remembers it.
 *
 * @param {HTMLElement} chat
 * @param {string} theme
 */
export function chooseTheme(chat, theme) {
  remember(KEY, theme);
  show(chat, theme);
}

/**
 * Shows the theme that was chosen last.
 *
 * @param {HTMLElement} chat
 */
export function applyTheme(chat) {
  const theme = remembered(KEY);
  if (theme) show(chat, theme);
}

/**
 * @param {HTMLElement} chat
 * @param {string} theme
 */
function show(chat, theme) {
  const own = /** @type {HTMLElement | null} */ (chat.querySelector(":scope > section.cw"));
  const section = own ?? /** @type {HTMLElement | null | undefined} */ (chat.shadowRoot?.querySelector("section.cw"));
  for (const each of [chat, section, own && document.documentElement]) {
    if (!each) continue;
    if (theme === "system") delete each.dataset.theme;
    else each.dataset.theme = theme;
  }
}
