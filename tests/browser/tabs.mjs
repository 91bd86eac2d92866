// A conversation that is open more than once, and one that is opened again.

import { answer, submit, turns, widget } from "./chat.mjs";
import { check, equal, until } from "./stage.mjs";

const thread = (page) => new URL(page.url()).searchParams.get("thread");

/** As if the person had gone to another tab and come back. */
const shown = (page) => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

export const scenarios = {
  "another tab catches up when it is shown": async (stage) => {
    const one = await stage.open("once, input, counter");
    const two = await stage.show(thread(one));
    await widget(two, "input").getByRole("textbox").fill("half typed");
    await answer(one, () => submit(one.locator(".cw-button").first()).click());
    await answer(one, () => submit(one.locator(".cw-button").last()).click());
    equal(await turns(two).count(), 1, "it does not ask by itself");
    await shown(two);
    await until("the answers are here", async () => (await turns(two).count()) === 3);
    equal(await two.locator(".cw-button").first().getAttribute("data-cw-state"), "done");
    equal(await submit(two.locator(".cw-button").last()).innerText(), "Pressed: 1");
    equal(await widget(two, "input").getByRole("textbox").inputValue(), "half typed", "what is typed stays");
    const order = (page) => page.locator("[data-cw-turn]").evaluateAll((turns) => turns.map((turn) => turn.dataset.cwTurn));
    equal(await order(two), await order(one));
  },

  "a conversation that is gone says so": async (stage) => {
    const page = await stage.open("button");
    await fetch(`${stage.server}/api/chat/threads/${thread(page)}`, { method: "DELETE" });
    await shown(page);
    const notice = page.locator("[data-cw-notice]");
    await until("the notice", async () => (await notice.innerText()).includes("This conversation is not there any more."));
    await notice.getByRole("link").click();
    await until("another conversation", async () => (await turns(page).count()) === 0);
  },

  "a reload brings everything back": async (stage) => {
    const page = await stage.open("button, once, input");
    await answer(page, () => submit(page.locator(".cw-button").last()).click());
    await page.locator("#cw-message").fill("slider");
    await answer(page, () => page.keyboard.press("Enter"));
    const text = () => page.locator("[data-cw-log]").textContent();
    const before = await text();
    await page.reload();
    equal(await text(), before);
    equal(await answer(page, () => submit(page.locator(".cw-button").first()).click()), "noted", "it can be used");
  },

  "a reload while a handler runs loses nothing": async (stage) => {
    const page = await stage.open("slow");
    await submit(widget(page, "button")).click();
    await until("it runs", () => stage.posts.length === 1);
    await page.reload();
    equal(await turns(page).count(), 1);
    await stage.ask("end");
    await until("the answer is there when it is shown", async () => {
      await shown(page);
      return (await turns(page).count()) === 2;
    });
  },

  "the conversation is in the address from the first message on": async (stage) => {
    const page = await (await stage.context()).newPage();
    await page.goto(stage.server);
    equal(thread(page), null);
    await page.locator("#cw-message").fill("button");
    await answer(page, () => page.keyboard.press("Enter"));
    const id = await until("the address", () => thread(page));
    equal(await page.locator("[data-cw-thread]").getAttribute("data-cw-thread"), id);
    equal(await answer(page, () => submit(widget(page, "button")).click()), "noted");
    equal(thread(page), id);
    await page.reload();
    equal(await turns(page).count(), 2);
  },

  "a new conversation is empty": async (stage) => {
    const page = await stage.open("button");
    await page.getByRole("link", { name: "New conversation" }).click();
    await until("it is empty", async () => (await turns(page).count()) === 0);
    equal(thread(page), null);
    await page.goBack();
    await until("the way back leads to the old one", async () => (await turns(page).count()) === 1);
  },
};
