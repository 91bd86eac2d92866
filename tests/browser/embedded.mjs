// Two chats within the page of somebody else.

import { answer, isFocused, submit } from "./chat.mjs";
import { check, equal, until } from "./stage.mjs";

async function foreign(stage, options) {
  const page = await (await stage.context(options)).newPage();
  await page.goto(`${stage.server}/foreign`);
  const [first, second] = [page.locator("#first"), page.locator("#second")];
  await first.locator("#cw-message").waitFor();
  await second.locator("#cw-message").waitFor();
  return { page, first, second };
}

const say = async (chat, text) => {
  const before = await chat.locator(".cw-assistant").count();
  await chat.locator("#cw-message").fill(text);
  await chat.locator("#cw-message").press("Enter");
  await until("an answer", async () => (await chat.locator(".cw-assistant").count()) > before);
};

const words = (chat) => chat.locator("[data-cw-log]").innerText();

export const scenarios = {
  "two chats are two conversations": async (stage) => {
    const { page, first, second } = await foreign(stage);
    await say(first, "button, image");
    equal(await words(second), "", "the other one is empty");
    await say(second, "input");
    await submit(first.locator(".cw-button")).click();
    await first.locator(".cw-text", { hasText: "noted" }).waitFor();
    check(!(await words(second)).includes("noted"), "the answer is where the click was");
    equal(new URL(page.url()).search, "", "the page's address is the page's");
    const threads = stage.posts.map(({ body }) => JSON.parse(body).threadId);
    check(threads[0] === undefined && threads[1] === undefined, "each begins a conversation");

    const before = [await words(first), await words(second)];
    await page.reload();
    await until("both are remembered", async () => {
      return (await words(first)) === before[0] && (await words(second)) === before[1];
    });
    await first.locator("[data-cw-new]").click();
    await until("a new conversation is empty", async () => (await words(first)) === "");
    equal(await words(second), before[1], "the other one is as it was");
    await page.reload();
    await first.locator("#cw-message").waitFor();
    equal(await words(first), "", "the old one is forgotten");
  },

  "the page's styles stay out, its theme comes in": async (stage) => {
    const { page, first } = await foreign(stage);
    await say(first, "button, theme");
    const style = (locator, name) => locator.evaluate((element, name) => getComputedStyle(element)[name], name);
    check((await style(submit(first.locator(".cw-button")), "backgroundColor")) !== "rgb(255, 105, 180)", "no pink");
    check(!(await style(first.locator(".cw"), "fontFamily")).startsWith("serif"), "its own font");
    equal(await style(first.locator(".cw-new"), "color"), "rgb(1, 102, 3)", "the page's accent");
    equal(await style(page.locator("h1").first(), "fontFamily"), "serif", "nothing leaks out");
    await first.getByText("dark").click();
    equal(await first.getAttribute("data-theme"), "dark");
    equal(await page.locator("html").getAttribute("data-theme"), null, "the page keeps its own theme");
  },

  "what was chosen, and the focus, are within": async (stage) => {
    const { page, first } = await foreign(stage);
    await say(first, "once, image, name");
    await first.locator(".cw-thumb").click();
    await first.locator("dialog[open]").waitFor();
    await page.keyboard.press("Escape");
    check(await isFocused(first.locator(".cw-thumb")), "the focus is back");
    await first.locator(".cw-input input[type=text]").fill("Taken");
    await submit(first.locator(".cw-input")).click();
    await first.getByText("is taken").waitFor();
    check(await isFocused(first.locator(".cw-input input[type=text]")), "the focus is on the field");
    const turns = first.locator(".cw-assistant");
    await submit(first.locator(".cw-button")).press("Enter");
    await until("the answer has the focus", async () => (await turns.count()) === 2 && isFocused(turns.last()));
  },

  "small letters and a light page around it change nothing, and two without an id are told apart": async (stage) => {
    const page = await (await stage.context({ colorScheme: "dark" })).newPage();
    await page.goto(`${stage.server}/host`);
    const chats = page.locator("chat-widgets");
    const first = chats.first();
    await first.locator("#cw-message").waitFor();
    await chats.nth(1).locator("#cw-message").waitFor();
    const style = (locator, name) => locator.evaluate((element, name) => getComputedStyle(element)[name], name);
    equal(await style(first.locator("#cw-message"), "fontSize"), "16px");
    equal(await style(first.locator(".cw"), "backgroundColor"), "rgb(255, 255, 255)", "light as the page is");
    await page.evaluate(() => (document.documentElement.style.colorScheme = "light dark"));
    check((await style(first.locator(".cw"), "backgroundColor")) !== "rgb(255, 255, 255)", "dark where the page may be");

    await say(first, "button");
    await say(chats.nth(1), "input");
    equal(stage.complaints.length, 1, "one warning");
    check(stage.complaints.pop().includes("only the first one is remembered"), "it says what is wrong");
    await page.reload();
    await first.locator(".cw-button").waitFor();
    await chats.nth(1).locator("#cw-message").waitFor();
    equal(await chats.nth(1).locator(".cw-turn").count(), 0, "the second one has a conversation of its own");
    stage.complaints.length = 0;
  },

  "an element that comes again shows its conversation, and leaves the page's height alone": async (stage) => {
    const { page, first } = await foreign(stage);
    await say(first, "button");
    await page.evaluate(() => {
      const old = document.querySelector("#first");
      old.remove();
      const again = document.createElement("chat-widgets");
      again.id = "first";
      again.setAttribute("src", "/api/chat");
      document.querySelector("main").prepend(again);
    });
    await first.locator(".cw-button").waitFor();
    await page.evaluate(() => {
      Object.defineProperty(window, "innerHeight", { value: 5000 });
      visualViewport.dispatchEvent(new Event("resize"));
    });
    equal(await first.evaluate((element) => element.style.blockSize), "");
  },

  "there is something to see while a chat is loaded": async (stage) => {
    const page = await (await stage.context()).newPage();
    let go = () => {};
    const gone = new Promise((resolve) => (go = resolve));
    await page.route("**/api/chat", async (route) => {
      await gone;
      await route.continue();
    });
    await page.goto(`${stage.server}/foreign`);
    await page.locator("#first [aria-busy=true] .cw-dots").waitFor();
    go();
    await page.locator("#first #cw-message").waitFor();
    equal(await page.locator("#first [aria-busy=true]").count(), 0);
  },

  "a chat that cannot be loaded can be asked for again": async (stage) => {
    const page = await (await stage.context()).newPage();
    let broken = true;
    await page.route("**/api/chat", (route) => (broken ? route.abort() : route.continue()));
    await page.goto(`${stage.server}/foreign`);
    const first = page.locator("#first");
    await first.getByText("The chat could not be loaded.").waitFor();
    broken = false;
    await first.getByRole("button").click();
    await first.locator("#cw-message").waitFor();
  },
};
