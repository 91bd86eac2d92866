// A browser that runs no script.

import { composer, submit, turns, widget } from "./chat.mjs";
import { check, equal } from "./stage.mjs";

const OFF = { javaScriptEnabled: false };

/** Sends a form, and waits for the page that answers. */
const go = (page, act) => Promise.all([page.waitForEvent("load"), act()]);

export const scenarios = {
  "a button": async (stage) => {
    const page = await stage.open("once", OFF);
    const thread = new URL(page.url()).searchParams.get("thread");
    await go(page, () => submit(widget(page, "button")).click());
    equal(new URL(page.url()).searchParams.get("thread"), thread, "it is the same conversation");
    equal(await turns(page).last().locator(".cw-text").innerText(), "noted");
    equal(await widget(page, "button").innerText(), "Once\nDone");
  },

  "a form with errors keeps what was typed": async (stage) => {
    const page = await stage.open("form", OFF);
    const form = widget(page, "form");
    const fill = async (name, text) => form.locator(`[data-cw-field="${name}"]`).getByRole("textbox").fill(text);
    await fill("name", "Taken");
    await fill("email", "ada@example.com");
    await form.locator('[data-cw-field="secret"] input').fill("s3cret");
    await form.locator('[data-cw-field="pieces"]').getByRole("slider").fill("7");
    await form.getByLabel("Large").check();
    await form.getByRole("switch").check();
    await form.locator('[data-cw-field="day"] input').fill("2026-03-14");
    await form.getByLabel("Flowers").check();
    await form.getByLabel("Candles").check();
    await fill("address.street", "Main St 1");
    await fill("address.code", "12345");
    await fill("notes", "two\nlines");
    await go(page, () => submit(form).click());
    const error = page.locator('[data-cw-field="name"] .cw-error');
    equal(await error.innerText(), "“Name” is taken.");
    const name = page.locator('[data-cw-field="name"] input');
    equal(await name.getAttribute("aria-invalid"), "true");
    check((await name.getAttribute("aria-describedby")).includes(await error.getAttribute("id")), "the field is described");
    equal(await name.inputValue(), "Taken");
    equal(await form.getByRole("slider").inputValue(), "7");
    check(await form.getByLabel("Large").isChecked(), "a radio button is kept");
    check(await form.getByRole("switch").isChecked(), "a switch is kept");
    check(await form.getByLabel("Candles").isChecked(), "a list is kept");
    equal(await form.locator('[data-cw-field="notes"] textarea').inputValue(), "two\nlines");
    equal(await form.locator('[data-cw-field="secret"] input').inputValue(), "", "a password is not sent back");

    await name.fill("Ada");
    await form.locator('[data-cw-field="secret"] input').fill("s3cret");
    await go(page, () => submit(form).click());
    equal(await turns(page).last().locator(".cw-text").innerText(), "noted");
    check((await page.locator(".cw-settled").innerText()).includes("Main St 1"), "what was sent can be read");
    await page.reload();
    equal(await turns(page).count(), 2, "a reload sends nothing again");
  },

  "a message": async (stage) => {
    const page = await (await stage.context(OFF)).newPage();
    await page.goto(stage.server);
    await composer(page).fill("slider");
    await go(page, () => page.getByRole("button", { name: "Send" }).click());
    equal(await page.locator(".cw-user .cw-text").innerText(), "slider");
    await widget(page, "slider").getByRole("slider").press("End");
    await go(page, () => submit(widget(page, "slider")).click());
    equal(await turns(page).last().locator(".cw-text").innerText(), "noted");
  },

  "a failure": async (stage) => {
    const page = await stage.open("shaky", OFF);
    await stage.ask("fail");
    await go(page, () => submit(widget(page, "button")).click());
    check((await page.locator(".cw").innerText()).match(/failed|did not work/i), "it says so");
    await go(page, () => submit(widget(page, "button")).click());
    equal(await turns(page).last().locator(".cw-text").innerText(), "noted");
  },
};
