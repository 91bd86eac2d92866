// An example that is stopped, and started again: its conversations were in its memory.

import { answer, composer, submit, turns, widget } from "./chat.mjs";
import { check, equal, until } from "./stage.mjs";
import { failure, retry } from "./waiting.mjs";

export const scenarios = {
  "a server that is gone, and comes back": async (stage) => {
    const page = await (await stage.context()).newPage();
    await page.goto(stage.server);
    await widget(page, "form").getByRole("radio", { name: "4" }).check();
    await stage.example.stop();
    await submit(widget(page, "form")).click();
    await failure(page).waitFor();
    equal(await failure(page).locator("[data-cw-why]").innerText(), "The server cannot be reached.");
    check(await widget(page, "form").getByRole("radio", { name: "4" }).isChecked(), "nothing is lost");

    await stage.example.start();
    // Nobody had used the conversation, so the server has lost nothing.
    equal(await answer(page, () => retry(page).click()), "Thank you for your feedback!");
    await stage.example.stop();
    await stage.example.start();
    await page.getByRole("button", { name: "Undo" }).click();
    await until("it says what is gone", async () => (await page.locator(".cw").innerText()).includes("is not there any more."));
    await page.getByRole("link", { name: "New conversation" }).first().click();
    await until("a new conversation", async () => (await turns(page).count()) === 1);
    await widget(page, "form").getByRole("radio", { name: "5" }).check();
    equal(await answer(page, () => submit(widget(page, "form")).click()), "Thank you for your feedback!");
    equal(await answer(page, () => page.getByRole("button", { name: "Undo" }).click()), "It is as if you had said nothing.");
  },

  "what expires before anybody uses the conversation cannot be used": async (stage) => {
    const page = await (await stage.context()).newPage();
    await page.route(`${stage.server}/`, async (route) => {
      const response = await route.fetch();
      const html = (await response.text()).replace('data-cw-state="open"', 'data-cw-state="open" data-cw-left="300"');
      await route.fulfill({ response, body: html });
    });
    await page.goto(`${stage.server}/`);
    await page.getByText("The time for this is over.").waitFor();
    const form = widget(page, "form").locator("form");
    check(await form.evaluate((form) => form.inert), "it does nothing");
    check(Number(await form.evaluate((form) => getComputedStyle(form).opacity)) < 1, "and looks so");
    check(await retry(page).isHidden(), "to try again would not help");
  },

  "a message to a server that is gone": async (stage) => {
    const page = await (await stage.context()).newPage();
    await page.goto(stage.server);
    await stage.example.stop();
    await composer(page).fill("hello");
    await composer(page).press("Enter");
    await failure(page).waitFor();
    equal(await page.locator(".cw-user .cw-text").innerText(), "hello");
    check(await retry(page).isVisible(), "one can try again");
    await stage.example.start();
  },
};
