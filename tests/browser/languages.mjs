// The page in the language of the person.

import { answer, submit, widget } from "./chat.mjs";
import { check, equal, until } from "./stage.mjs";

export const scenarios = {
  "a German sees a German page": async (stage) => {
    const page = await stage.open("form, slider, expiring, many tags", { locale: "de" });
    equal(await page.locator("html").getAttribute("lang"), "de");
    await page.getByRole("link", { name: "Neue Unterhaltung" }).waitFor();
    check(await widget(page, "slider").getByRole("button", { name: "Bestätigen" }).isVisible(), "the buttons are German");
    await submit(widget(page, "form")).click();
    const error = page.locator('[data-cw-field="name"] .cw-error');
    await until("the errors are German", async () => /^„.*“ (fehlt|muss|darf|ist) .*\.$/.test(await error.innerText()));
    equal(await answer(page, () => submit(widget(page, "slider")).click()), "noted");
  },

  "what the script says is German, too": async (stage) => {
    const page = await stage.open("button", { locale: "de-AT" });
    await (await stage.context()).setOffline(true);
    await submit(widget(page, "button")).click();
    await page.getByText("Sie sind offline.").first().waitFor();
    await (await stage.context()).setOffline(false);
    await answer(page, () => page.getByRole("button", { name: "Erneut versuchen" }).click());
  },

  "words from right to left are shown so": async (stage) => {
    const page = await stage.open("right to left");
    const direction = (locator) => locator.evaluate((element) => {
      return [getComputedStyle(element).direction, element.matches(":dir(rtl)")];
    });
    equal((await direction(page.locator(".cw-assistant .cw-text").last()))[1], true, "the text");
    equal((await direction(widget(page, "input").locator("label span").first()))[1], true, "the label");
    await page.locator("#cw-message").fill("שלום");
    equal((await direction(page.locator("#cw-message")))[1], true, "what is written");
    await answer(page, () => page.keyboard.press("Enter"));
    equal((await direction(page.locator(".cw-user .cw-text").last()))[1], true, "the message");
  },
};
