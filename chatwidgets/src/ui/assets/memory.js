// What outlives the page: in the browser's storage, which may be forbidden. Then nothing does.

/** @param {string} key */
export function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string} value
 */
export function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}

/** @param {string} key */
export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // As above.
  }
}

/** What the chats on this page are remembered by. */
/** @type {Set<string>} */
const keys = new Set();

/**
 * What a chat is remembered by: nothing, if another one on the page is remembered by the same.
 *
 * @param {HTMLElement} chat
 */
export function claim(chat) {
  const key = `chatwidgets:${chat.getAttribute("src")}:${chat.id}`;
  if (keys.has(key)) {
    console.warn(`<chat-widgets>: two chats have the id "${chat.id}" and the same src, so only the first one is remembered`, chat);
    return "";
  }
  keys.add(key);
  return key;
}

/** @param {string} key */
export const release = (key) => keys.delete(key);

/**
 * Lets the page's address lead to a thread, or to none.
 *
 * @param {string} page the address of the page without one
 * @param {string} thread
 */
export function leadTo(page, thread) {
  const own = new URL(page, location.href);
  // After a post without the script the address is that of the post.
  const url = own.pathname === location.pathname ? new URL(location.href) : own;
  if ((url.searchParams.get("thread") ?? "") === thread) return;
  if (thread) url.searchParams.set("thread", thread);
  else url.searchParams.delete("thread");
  history.replaceState(history.state, "", url);
}
