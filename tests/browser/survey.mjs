// Values about which a browser and a schema might not be of one mind.

import { answer, submit, widget } from "./chat.mjs";
import { check, equal } from "./stage.mjs";

export const scenarios = {
  "what the server takes, the page does not refuse": async (stage) => {
    const page = await stage.open("survey");
    const form = widget(page, "form");
    const field = (name) => form.locator(`[data-cw-field="${name}"]`);
    equal(await field("stars").getByRole("radio", { checked: true }).count(), 0, "no mark is given beforehand");
    equal(await field("stars").getByRole("radio").count(), 5);
    await submit(form).click();
    check((await field("stars").innerText()).includes("is required"), "a mark must be given");
    equal(stage.posts, []);

    await field("stars").getByRole("radio", { name: "4" }).check();
    await field("amount").locator("input").fill("2000000.13");
    await field("balance").getByRole("slider").fill("-0.3");
    await field("site").locator("input").fill("https://example.com/ ");
    for (const label of ["Quite sure", "Not at all"]) await field("answer").getByLabel(label).check();
    for (const label of ["Left", "Neither side"]) await field("side").getByLabel(label).check();
    // Half of a character, as a cut paste leaves it.
    await field("note").locator("input").evaluate((input) => { input.value = "a \ud83d b"; });
    equal(await answer(page, () => submit(form).click()), "noted");
  },

  "what is no multiple is refused": async (stage) => {
    const page = await stage.open("survey");
    const form = widget(page, "form");
    const amount = form.locator('[data-cw-field="amount"]');
    for (const [value, isRight] of [["2000000.131", false], ["1e-2", true], ["1e-3", false], ["-0.07", true], ["9007199254740993.01", true]]) {
      await amount.locator("input").fill(value);
      await submit(form).click();
      equal(!(await amount.innerText()).includes("must be a multiple of 0.01"), isRight, value);
    }
    equal(stage.posts, []);
  },

  "what it shows, it sends": async (stage) => {
    const page = await stage.open("filled survey");
    const field = (name) => widget(page, "form").locator(`[data-cw-field="${name}"]`);
    check(await field("number").locator("input").evaluate((input) => input.readOnly), "it cannot be changed");
    equal((await field("sides").innerText()).split("\n").at(-1), "Left, Neither side");
    equal(await field("paid").locator("input:not([type=hidden])").count(), 0, "nor can this");
    equal(await answer(page, () => submit(widget(page, "form")).click()), "noted");
  },

  "the same without a script": async (stage) => {
    const page = await stage.open("filled survey", { javaScriptEnabled: false });
    await submit(widget(page, "form")).click();
    await page.getByText("noted").waitFor();
  },
};
