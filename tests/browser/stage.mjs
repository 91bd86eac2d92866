// What every scenario has: a browser profile of its own, the page with a conversation, and an eye on the console.

import { mkdirSync } from "node:fs";

/** How long anything may take that is awaited; only what never comes takes so long. */
const PATIENCE = 15_000;

/** Waits until a condition holds. */
export async function until(what, holds) {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export function equal(actual, expected, what = "") {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}\n  is:     ${a}\n  wanted: ${b}`);
}

export function check(condition, what) {
  if (!condition) throw new Error(`not so: ${what}`);
}

export class Stage {
  /** What the console of any page said that it should not. */
  complaints = [];
  /** The bodies of all clicks and messages. */
  posts = [];

  constructor(browser, server, example) {
    this.example = example;
    this.browser = browser;
    this.server = server;
  }

  async context(options = {}) {
    if (this.opened) return this.opened;
    const context = await this.browser.newContext({ viewport: { width: 900, height: 800 }, locale: "en-US", ...options });
    this.opened = context;
    context.setDefaultTimeout(PATIENCE);
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        console.error(`policy: ${event.violatedDirective} refused ${event.blockedURI}`);
      });
    });
    context.on("page", (page) => this.watch(page));
    context.on("request", (request) => {
      if (request.method() === "POST") this.posts.push({ url: new URL(request.url()).pathname, body: request.postData() });
    });
    return context;
  }

  watch(page) {
    // The browser hands a choice of files over only if somebody listens before it begins.
    page.on("filechooser", () => {});
    page.on("pageerror", (error) => this.complaints.push(`uncaught ${error.stack ?? error}`));
    page.on("dialog", (dialog) => {
      this.complaints.push(`a dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on("console", (message) => {
      if (!["error", "warning"].includes(message.type())) return;
      // The browser itself notes each answer that is an error. The page's own files must be there all the same.
      const { url } = message.location();
      const isAnswer = message.text().startsWith("Failed to load resource") && !/\.(js|css|svg)/.test(url);
      // The icon is fetched late: a scenario may have gone offline before.
      const isIcon = /net::ERR_(INTERNET|CONNECTION)_.*/.test(message.text()) && url.endsWith("/icon.svg");
      if (!isAnswer && !isIcon) this.complaints.push(`${message.text()} (${url})`);
    });
  }

  checkConsole() {
    equal(this.complaints, [], "the console");
  }

  /** The clicks so far. */
  clicks() {
    return this.posts.filter(({ url }) => url.endsWith("/action"));
  }

  /** Begins a conversation with a message, and says its id. */
  begin(message) {
    return this.say(undefined, message);
  }

  /** Says something in a conversation, and which one that is. */
  async say(threadId, message) {
    const answer = await fetch(`${this.server}/api/chat/message`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ message, threadId }),
    });
    check(answer.ok, `the server shows ${message.slice(0, 80)}: ${answer.status}`);
    return (await answer.json()).threadId;
  }

  /** A page with a conversation in which some widgets are shown: `open("button, slider")`. */
  async open(message, options) {
    return this.show(await this.begin(message), options);
  }

  /** Another tab with a conversation. */
  async show(thread, options) {
    const page = await (await this.context(options)).newPage();
    await page.goto(`${this.server}/?thread=${thread}`);
    return page;
  }

  /** What the test's own routes do. */
  async ask(path) {
    const answer = await fetch(`${this.server}/test/${path}`, { method: "POST" });
    check(answer.ok, `the server does ${path}`);
  }

  async keepPictures(name) {
    const folder = new URL("failures/", import.meta.url);
    mkdirSync(folder, { recursive: true });
    for (const [number, page] of (this.opened?.pages() ?? []).entries()) {
      const path = new URL(`${name.replaceAll(" ", "_")}_${number}.png`, folder).pathname;
      await page.screenshot({ path, timeout: 5000 }).then(() => console.log(`    see ${path}`), () => {});
    }
  }

  async close() {
    await this.opened?.close();
  }
}
