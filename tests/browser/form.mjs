// Forms that are drawn from a struct.

import { answer, file, isFocused, submit, widget } from "./chat.mjs";
import { check, equal, until } from "./stage.mjs";

export async function fillForm(page) {
  const form = widget(page, "form");
  const field = (name) => form.locator(`[data-cw-field="${name}"]`);
  await field("name").getByRole("textbox").fill("Ada");
  await field("email").locator("input").fill("ada@example.com");
  await field("site").locator("input").fill("https://example.com/ada");
  await field("secret").locator("input").fill("s3cret");
  await field("pieces").getByRole("slider").fill("7");
  await field("price").locator("input").fill("2.5");
  await field("size").getByText("Large").click();
  await field("wrapping").locator("select").selectOption("Small");
  await field("express").getByRole("switch").click();
  await field("day").locator("input").fill("2026-03-14");
  await field("extras").getByText("Flowers").click();
  await field("extras").getByText("Candles").click();
  await field("photos").locator("input").setInputFiles([file("a.png", "image/png", 3)]);
  await field("address.street").locator("input").fill("Main St 1");
  await field("address.code").locator("input").fill("12345");
  await field("notes").locator("textarea").fill("two\nlines");
  return form;
}

export const scenarios = {
  "every kind of field is filled and sent": async (stage) => {
    const page = await stage.open("form");
    const form = await fillForm(page);
    equal(stage.posts, [], "nothing is posted while one is choosing");
    equal(await answer(page, () => submit(form).click()), "noted");

    const settled = page.locator(".cw-form .cw-settled");
    const readable = (await settled.innerText()).split("\n");
    for (const text of ["Ada", "ada@example.com", "7", "2.5", "Large", "Small", "On", "2026-03-14", "a.png (3 B)", "12345"]) {
      check(readable.some((line) => line === text), `${text} can be read: ${readable}`);
    }
    check(!readable.some((line) => line.includes("s3cret")), "a password is not shown");
    equal(await page.locator(".cw-form form").count(), 0, "it cannot be sent again");

    await page.reload();
    equal(await settled.innerText(), readable.join("\n"), "after a reload it is the same");
  },

  "it comes filled with what exists": async (stage) => {
    const page = await stage.open("filled form");
    const form = widget(page, "form");
    await form.locator("[data-cw-field=secret] input").fill("s3cret");
    equal(await answer(page, () => submit(form).click()), "noted");
  },

  "it can be put away and opened again": async (stage) => {
    const page = await stage.open("form");
    const form = widget(page, "form");
    await form.getByLabel("Name").fill("Grace");
    await form.getByRole("button", { name: "Not now" }).click();
    check(await form.locator("form").isHidden(), "it is away");
    const again = form.getByRole("button", { name: "Open again" });
    check(await isFocused(again), "the focus is on the way back");
    await again.click();
    check(await isFocused(form.getByLabel("Name")), "the focus is on the first field");
    equal(await form.getByLabel("Name").inputValue(), "Grace", "what was typed is still there");
    check(await again.isHidden(), "the way back is away");
    equal(stage.posts, []);
  },

  "its second button does something else": async (stage) => {
    const page = await stage.open("dismissible form");
    equal(await answer(page, () => page.getByRole("button", { name: "No, thanks" }).click()), "noted");
  },

  "Enter in a line sends it": async (stage) => {
    const page = await stage.open("form");
    const form = await fillForm(page);
    await form.getByLabel("Name").focus();
    equal(await answer(page, () => page.keyboard.press("Enter")), "noted");
  },

  "a long list can be searched": async (stage) => {
    const page = await stage.open("many tags");
    const used = widget(page, "multiselect");
    await used.getByLabel("tag 7").check();
    const search = used.getByRole("searchbox");
    await search.fill("tag 2");
    const shown = () => used.locator("label:visible").allInnerTexts();
    await until("only what is looked for is shown", async () => (await shown()).length === 11);
    await search.press("Enter");
    equal(stage.posts, [], "Enter in the search does nothing");
    await used.getByLabel("tag 29").check();
    await search.fill("TAG 30");
    equal(await shown(), ["tag 30"], "capitals do not matter");
    await search.fill("");
    equal((await shown()).length, 30);
    equal(await answer(page, () => submit(used).click()), "noted");
  },
};
