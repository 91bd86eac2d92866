// Instants, which everybody sees in their own time zone: an input of a browser knows of none.

/**
 * Shows instants in the reader's time zone, which is said beside them.
 *
 * @param {ParentNode} chat
 */
export function localize(chat) {
  for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (chat.querySelectorAll("input[data-cw-zoned='']"))) {
    const local = (/** @type {string} */ text) => text && written(new Date(`${text}Z`));
    input.dataset.cwZoned = "local";
    input.defaultValue = local(input.defaultValue);
    [input.min, input.max] = [local(input.min), local(input.max)];
    const zone = input.parentElement?.querySelector("[data-cw-zone]");
    if (zone) zone.textContent = Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
}

/**
 * The clocks of the reader at an instant.
 *
 * @param {Date} instant
 */
function written(instant) {
  const text = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000).toISOString();
  return text.replace(/(:00)?\.000Z$|Z$/, "");
}

/**
 * What the clocks of the reader show, with their offset then.
 *
 * @param {string} local
 */
export function withOffset(local) {
  const minutes = -new Date(local).getTimezoneOffset();
  const two = (/** @type {number} */ number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
  const seconds = local.length === 16 ? ":00" : "";
  return local && `${local}${seconds}${minutes < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/**
 * How often the clocks of the reader show this: not at all where they are put forward, twice where they are put back.
 *
 * @param {string} local
 */
export function timesShown(local) {
  const asked = Date.parse(`${local}Z`);
  const instant = new Date(local).getTime();
  const around = [-60, -30, 0, 30, 60].map((minutes) => new Date(instant + minutes * 60_000));
  return around.filter((each) => Date.parse(`${written(each)}Z`) === asked).length;
}

/**
 * A day, a time or both as a number that has their order.
 *
 * @param {string} text
 */
export function order(text) {
  const full = /^\d\d:/.test(text) ? `1970-01-01T${text}` : text;
  return Date.parse(/T.*(Z|[+-]\d\d:\d\d)$|^[^T]*$/i.test(full) ? full : `${full}Z`);
}
