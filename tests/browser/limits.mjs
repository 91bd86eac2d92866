// A server that takes few clicks a minute.

import { answer, submit, turns, widget } from "./chat.mjs";
import { check, equal, until } from "./stage.mjs";
import { failure, retry } from "./waiting.mjs";

export const scenarios = {
  "a message that is too long goes back to the composer": async (stage) => {
    const page = await stage.open("button");
    const text = "x".repeat(201);
    await page.locator("#cw-message").fill(text);
    await page.keyboard.press("Enter");
    await until("it is back", async () => (await page.locator("#cw-message").inputValue()) === text);
    equal(await turns(page).count(), 1);
  },

  "too many clicks wait for their time": async (stage) => {
    const page = await stage.open("button");
    // Uses up what the server takes at once.
    const ask = () => fetch(`${stage.server}/api/chat/action`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"action":"press"}',
    });
    while ((await ask()).status !== 429);
    await submit(widget(page, "button")).click();
    await failure(page).waitFor();
    const sentence = await failure(page).locator("[data-cw-why]").innerText();
    check(/^That was a lot at once\. Try again in [1-6] s\.$/.test(sentence), sentence);
    equal(await retry(page).getAttribute("aria-disabled"), "true");
    await retry(page).click({ force: true });
    equal(stage.posts.length, 1, "it is too early to try again");
    await until("the time is over", async () => (await retry(page).getAttribute("aria-disabled")) !== "true");
    equal(await answer(page, () => retry(page).click()), "noted");
    equal(stage.posts[0].body, stage.posts[1].body, "it is the same click");
  },
};
