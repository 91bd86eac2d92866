// What comes in another order than it was asked for, and what fails before there is a conversation.

import { answer, composer, submit, turns, widget } from "./chat.mjs";
import { check, equal, until } from "./stage.mjs";
import { failure, retry } from "./waiting.mjs";

const thread = (page) => new URL(page.url()).searchParams.get("thread");

const shown = (page) => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

const mine = (page) => page.locator(".cw-user .cw-text");

/** A page without a conversation, on which the first message has failed. */
async function failedAtFirst(stage) {
  const page = await (await stage.context()).newPage();
  await page.goto(stage.server);
  await stage.ask("fail");
  await composer(page).fill("shaky answer");
  await composer(page).press("Enter");
  await failure(page).waitFor();
  return page;
}

export const scenarios = {
  "a first message that fails is tried again in the same conversation": async (stage) => {
    const page = await failedAtFirst(stage);
    const begun = await until("the conversation has begun", () => thread(page));
    await composer(page).fill("button");
    await answer(page, () => page.keyboard.press("Enter"));
    equal(await answer(page, () => retry(page).click()), "noted");
    equal(thread(page), begun);
    await page.reload();
    equal((await mine(page).allInnerTexts()).sort(), ["button", "shaky answer"]);
    equal(await turns(page).count(), 2);
  },

  "a message that failed is there once after catching up": async (stage) => {
    const page = await failedAtFirst(stage);
    const requests = page.waitForResponse((response) => response.url().includes("/threads/"));
    await shown(page);
    await (await requests).finished();
    await until("it is known", async () => (await page.locator(".cw-user[data-cw-turn]").count()) === 1);
    equal(await mine(page).allInnerTexts(), ["shaky answer"]);
    equal(await answer(page, () => retry(page).click()), "noted", "it can be tried again still");
    equal(await mine(page).allInnerTexts(), ["shaky answer"]);
    equal(await failure(page).count(), 0);
  },

  "answers that cross leave the newer widget": async (stage) => {
    const page = await stage.open("progress, advance, advance more");
    let let_go;
    const gone = new Promise((resolve) => (let_go = resolve));
    let is_first = true;
    await page.route("**/api/chat/action", async (route) => {
      const response = await route.fetch();
      if (is_first) {
        is_first = false;
        await gone;
      }
      await route.fulfill({ response });
    });
    await submit(page.locator(".cw-button").first()).click();
    await until("the first is answered by the server", () => !is_first);
    await submit(page.locator(".cw-button").last()).click();
    const value = () => page.locator("progress").evaluate((bar) => bar.value);
    await until("the second has come", async () => (await value()) === 90);
    const before = await turns(page).count();
    let_go();
    await until("the first has come", async () => (await turns(page).count()) > before);
    equal(await value(), 90);
  },

  "a form whose members are named like a form's own is a form": async (stage) => {
    const page = await stage.open("awkward");
    const form = widget(page, "form");
    for (const box of await form.locator("input:not([type=hidden])").all()) await box.fill("one");
    // Between the fields a click is on the form itself.
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["x"], "a.txt"));
      const options = { bubbles: true, cancelable: true, dataTransfer };
      const events = [new MouseEvent("click", options), new DragEvent("dragover", options), new DragEvent("drop", options)];
      for (const event of events) document.querySelector(".cw-form form").dispatchEvent(event);
    });
    await stage.ask("fail");
    // The driver's own way to a button in a form stumbles over such names.
    await page.evaluate(() => document.querySelector(".cw-form button[type=submit]").click());
    await failure(page).waitFor();
    equal(new URL(page.url()).pathname, "/", "the script has sent it");
    equal(await answer(page, () => retry(page).click()), "noted");
    equal(stage.clicks().length, 2);
  },

  "a post before the script has come leads back to the page": async (stage) => {
    const page = await stage.open("name");
    await widget(page, "input").getByRole("textbox").fill("Taken");
    await page.evaluate(() => HTMLFormElement.prototype.submit.call(document.querySelector("form.cw-control")));
    await page.getByText("is taken").waitFor();
    await until("the address is the page's", () => new URL(page.url()).pathname === "/");
    check(thread(page), "with the conversation");
    await page.reload();
    equal(await turns(page).count(), 1);
  },

  "a cancelled form shows no answers": async (stage) => {
    const page = await stage.open("dismissible form");
    await answer(page, () => page.getByRole("button", { name: "No, thanks" }).click());
    await until("it is done", async () => (await widget(page, "form").getAttribute("data-cw-state")) === "done");
    equal(await widget(page, "form").locator("dd").count(), 0);
  },

  "a widget that cannot be drawn leaves the conversation": async (stage) => {
    const page = await stage.open("broken");
    await page.getByText("This part cannot be shown here.").waitFor();
    await composer(page).fill("button");
    await answer(page, () => page.keyboard.press("Enter"));
  },
};
