// The page around the widgets: scrolling, writing, images, themes.

import { answer, composer, isFocused, submit, turns, widget } from "./chat.mjs";
import { check, equal, until } from "./stage.mjs";

const isAtEnd = (page) => page.locator("[data-cw-scroll]").evaluate((box) => {
  return box.scrollHeight - box.scrollTop - box.clientHeight < 8;
});

const say = async (page, text) => {
  await composer(page).fill(text);
  await composer(page).press("Enter");
};

export const scenarios = {
  "the newest is in view": async (stage) => {
    const thread = await stage.begin("long");
    await stage.say(thread, "button");
    const page = await stage.show(thread);
    await until("at the end", () => isAtEnd(page));
    await answer(page, () => say(page, "input"));
    await until("at the new end", () => isAtEnd(page));
    check(await page.locator("[data-cw-newest]").isHidden(), "there is nothing to scroll to");
  },

  "who has scrolled up stays there, and is told": async (stage) => {
    const thread = await stage.begin("long");
    await stage.say(thread, "button");
    const page = await stage.show(thread);
    await until("at the end", () => isAtEnd(page));
    await say(page, "slow answer");
    await until("it is sent", () => stage.posts.length === 1);
    const box = page.locator("[data-cw-scroll]");
    await box.hover();
    await page.mouse.wheel(0, -600);
    const newest = page.getByRole("button", { name: "Newest message" });
    await newest.waitFor();
    const place = await box.evaluate((box) => box.scrollTop);
    await answer(page, () => stage.ask("end"));
    equal(await box.evaluate((box) => box.scrollTop), place, "the view does not jump");
    await newest.click();
    await until("at the end", () => isAtEnd(page));
    await newest.waitFor({ state: "hidden" });
  },

  "one's own message is scrolled to": async (stage) => {
    const page = await stage.open("long");
    await page.locator("[data-cw-newest]").waitFor();
    await answer(page, () => say(page, "hello"));
    await until("at the end", () => isAtEnd(page));
  },

  "Enter sends, Shift and Enter begin a line": async (stage) => {
    const page = await stage.open("button");
    await composer(page).pressSequentially("one");
    await composer(page).press("Shift+Enter");
    await composer(page).pressSequentially("two");
    equal(stage.posts, []);
    equal(await answer(page, () => composer(page).press("Enter")), "noted");
    equal(JSON.parse(stage.posts[0].body).message, "one\ntwo");
    equal(await composer(page).inputValue(), "");
    check(await isFocused(composer(page)), "one can go on writing");
    equal(await page.locator(".cw-user .cw-text").last().textContent(), "one\ntwo");
  },

  "a message is there at once, and somebody types": async (stage) => {
    const page = await stage.open("button");
    await say(page, "slow answer");
    await page.locator(".cw-user", { hasText: "slow answer" }).waitFor();
    check(await page.locator("[data-cw-typing]").isVisible(), "an answer is on its way");
    await answer(page, () => stage.ask("end"));
    check(await page.locator("[data-cw-typing]").isHidden(), "it is there");
    equal(await page.locator(".cw-user", { hasText: "slow answer" }).count(), 1, "the message is there once");
  },

  "an empty message is not sent": async (stage) => {
    const page = await stage.open("button");
    await composer(page).press("Enter");
    await say(page, "  \n ");
    await answer(page, () => submit(widget(page, "button")).click());
    equal(stage.posts.length, 1, "only the click");
  },

  "keys that choose a character do not send": async (stage) => {
    const page = await stage.open("button");
    await composer(page).fill("にほん");
    await composer(page).dispatchEvent("keydown", { key: "Enter", isComposing: true });
    equal(stage.posts, []);
    equal(await composer(page).inputValue(), "にほん");
  },

  "the composer grows, and not without end": async (stage) => {
    const page = await stage.open("button");
    const height = async () => (await composer(page).boundingBox()).height;
    const small = await height();
    await composer(page).fill("one\ntwo\nthree");
    const larger = await height();
    check(larger > small * 1.8, `three lines are higher than one: ${larger} and ${small}`);
    await composer(page).fill("line\n".repeat(100));
    check((await height()) < 500, "it leaves room");
    await composer(page).fill("");
    equal(await height(), small);
  },

  "an image opens large": async (stage) => {
    const page = await stage.open("image, images");
    const viewer = page.locator("dialog[open]");
    const thumb = widget(page, "image").getByRole("button");
    const closings = [
      () => page.keyboard.press("Escape"),
      () => viewer.getByRole("button", { name: "Close" }).click(),
      () => page.mouse.click(3, 3),
    ];
    for (const close of closings) {
      await thumb.click();
      await viewer.waitFor();
      check(await viewer.locator("img").evaluate((image) => image.decode().then(() => true)), "it is shown");
      equal(await viewer.locator("img").getAttribute("alt"), "A yellow lamp");
      await close();
      await viewer.waitFor({ state: "detached" });
      check(await isFocused(thumb), "the focus is back");
    }
    const width = (image) => image.evaluate((image) => {
      image.style.inlineSize = "320px";
      return image.getBoundingClientRect().width;
    });
    await thumb.click();
    equal(await width(viewer.locator("img")), 320, "a picture is not smaller there than it is");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "The first lamp" }).press("Enter");
    await viewer.waitFor();
    equal(await viewer.locator("p").innerText(), "The first lamp");
    equal(stage.posts, []);
  },

  "a theme is shown at once, and remembered": async (stage) => {
    const page = await stage.open("theme", { colorScheme: "light" });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await widget(page, "themeswitcher").getByText("dark").click();
    await until("it is dark", async () => (await background()) !== light);
    const dark = await background();
    equal(await page.locator("html").getAttribute("data-theme"), "dark");
    equal(stage.posts, [], "the handler is told with the button");
    await page.reload();
    equal(await background(), dark, "after a reload it is dark still");
    equal(await page.locator("chat-widgets").getAttribute("data-theme"), "dark");
    await widget(page, "themeswitcher").getByText("system").click();
    await until("it is light again", async () => (await background()) === light);
    equal(await page.locator("html").getAttribute("data-theme"), null);
  },

  "Markdown is drawn": async (stage) => {
    const page = await stage.open("markdown");
    const text = turns(page).last().locator(".cw-text");
    const link = text.getByRole("link", { name: "link" });
    equal(await link.getAttribute("href"), "https://example.com/");
    check((await link.getAttribute("rel")).includes("noopener"), "a link cannot reach back");
    equal(await text.getByRole("listitem").allInnerTexts(), ["one", "two"]);
    equal(await text.getByRole("cell").allInnerTexts(), ["1", "2"]);
    check(await text.locator("pre code").isVisible(), "there is a block of code");
  },
};
