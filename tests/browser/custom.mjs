// A widget of an app's own.

import { answer, submit, tabTo, turns, widget } from "./chat.mjs";
import { check, equal, until } from "./stage.mjs";

export const scenarios = {
  "by mouse": async (stage) => {
    const page = await stage.open("mixer");
    const mixer = widget(page, "custom");
    await mixer.getByLabel("Red").fill("200");
    await mixer.getByLabel("Green").fill("7");
    equal(await answer(page, () => mixer.getByRole("button", { name: "Mix" }).click()), "noted");
    equal(await answer(page, () => mixer.getByRole("button", { name: "Or press" }).click()), "noted");
    equal(await mixer.getByLabel("Green").inputValue(), "7", "what stays open keeps what was entered");
  },

  "by keyboard": async (stage) => {
    const page = await stage.open("mixer");
    const mixer = widget(page, "custom");
    await tabTo(page, mixer.getByLabel("Red"));
    await page.keyboard.press("ArrowRight");
    await tabTo(page, mixer.getByLabel("Green"));
    await page.keyboard.type("8");
    equal(await answer(page, () => page.keyboard.press("Enter")), "noted");
  },

  "what is wrong is said": async (stage) => {
    const page = await stage.open("mixer");
    const mixer = widget(page, "custom");
    await mixer.getByLabel("Green").fill("256");
    await submit(mixer).click();
    const error = mixer.locator("[data-cw-form-error]").first();
    await until("the error", async () => /green.*255/.test(await error.innerText()));
    check(await error.isVisible(), "it is seen");
    await mixer.getByLabel("Green").fill("255");
    equal(await answer(page, () => submit(mixer).click()), "noted");
    check(await error.isHidden(), "it is gone");
  },

  "without a script": async (stage) => {
    const page = await stage.open("mixer", { javaScriptEnabled: false });
    const mixer = widget(page, "custom");
    await mixer.getByLabel("Green").fill("9");
    await Promise.all([page.waitForEvent("load"), submit(mixer).click()]);
    equal(await turns(page).last().locator(".cw-text").innerText(), "noted");
  },
};
