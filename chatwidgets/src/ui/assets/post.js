// One interaction: sent, and sent again under the same id until it is answered.

/**
 * @typedef {object} Problem
 * @property {number} status 0 if there was no answer
 * @property {string} [code]
 * @property {string} [sentence] what happened, in the page's language
 * @property {{pointer: string, message: string}[]} [errors]
 * @property {string} [threadId]
 * @property {string} [html]
 * @property {number} [wait] in seconds
 */

/** @typedef {{thread: string, html: string, version: string}} Answer */

/** What is not to be sent again as it is: the server would say the same. */
const FINAL = (/** @type {Problem} */ { status, code }) =>
  code === "reply_lost" ||
  (status >= 400 && status < 500 && ![408, 425, 429].includes(status) && code !== "in_progress");

/**
 * @param {string | URL} url
 * @param {RequestInit} [init]
 * @returns {Promise<Answer>}
 */
export async function request(url, init) {
  try {
    const response = await fetch(url, { ...init, headers: { ...init?.headers, accept: "text/html, application/problem+json" } });
    const text = await response.text();
    const header = (/** @type {string} */ name) => response.headers.get(name) ?? "";
    if (response.ok) return { thread: header("x-thread-id"), version: header("x-thread-version"), html: text };
    const wait = Number(response.headers.get("retry-after")) || undefined;
    throw problem(text, response.status, wait);
  } catch (error) {
    throw error instanceof Error || error instanceof DOMException ? { status: 0 } : error;
  }
}

/**
 * @param {string} text
 * @param {number} status
 * @param {number} [wait]
 * @returns {Problem}
 */
function problem(text, status, wait) {
  try {
    return { ...JSON.parse(text), status, wait };
  } catch {
    // Not from this server: a proxy's, say.
    return { status, wait };
  }
}

/**
 * Posts a body; a retry posts the very same.
 *
 * @param {URL} url
 * @param {string} body
 */
export function post(url, body) {
  return request(url, { method: "POST", body, headers: { "content-type": "application/json" } });
}

/** An id of this interaction, by which the server knows a retry. */
export function requestId() {
  // Where there is no secure context, there is no `randomUUID`.
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Problem} problem */
const mustWait = ({ status, wait }) => !!wait && (status === 429 || status === 503);

/**
 * What went wrong, in a sentence.
 *
 * @param {Problem} problem
 * @param {Record<string, string>} words
 */
function sentence(problem, words) {
  const { status } = problem;
  if (status === 0) return navigator.onLine ? words.unreachable : words.offline;
  if (mustWait(problem)) return status === 503 ? words.busy : words.waitSeconds;
  return problem.sentence ?? words.failed;
}

/**
 * Shows a failure, with a way to try again where that may help.
 *
 * @param {HTMLElement} failure a copy of the template
 * @param {Problem} problem
 * @param {Record<string, string>} words
 * @param {() => void} again
 */
export function explain(failure, problem, words, again) {
  const why = /** @type {HTMLElement} */ (failure.querySelector("[data-cw-why]"));
  const button = /** @type {HTMLElement} */ (failure.querySelector("[data-cw-retry]"));
  const text = sentence(problem, words) ?? "";
  why.textContent = text;
  button.hidden = FINAL(problem);
  let left = mustWait(problem) ? (problem.wait ?? 0) : 0;
  const tick = () => {
    why.textContent = left > 0 ? text.replace("{seconds}", String(left)) : (words.failed ?? "");
    button.ariaDisabled = left > 0 ? "true" : null;
    // It is read out once, not every second.
    why.ariaLive = "off";
    if (left-- > 0 && failure.isConnected) setTimeout(tick, 1000);
  };
  if (left) tick();
  if (problem.status === 0 && !navigator.onLine) {
    button.ariaDisabled = "true";
    addEventListener("online", () => (button.ariaDisabled = null), { once: true });
  }
  button.addEventListener("click", () => button.ariaDisabled !== "true" && again());
}
