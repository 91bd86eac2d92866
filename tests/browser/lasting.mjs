// What is there without anybody's doing: what was typed, what expires, what is said of an empty chat.

import { answer, composer, isFocused, submit, turns, widget } from "./chat.mjs";
import { check, equal, until } from "./stage.mjs";

const field = (page, name) => page.locator(`[data-cw-field="${name}"]`).first();

export const scenarios = {
  "a draft and a half-filled form outlive a reload, a password does not": async (stage) => {
    const page = await stage.open("form, dropdown");
    const fill = async () => {
      await field(page, "name").getByRole("textbox").fill("Ada");
      await field(page, "secret").locator("input").fill("s3cret");
      await field(page, "pieces").getByRole("slider").fill("7");
      await field(page, "size").getByLabel("Large").check();
      await field(page, "express").getByRole("switch").check();
      await widget(page, "dropdown").getByRole("combobox").selectOption("green");
      await composer(page).fill("Is it\nwarm?");
    };
    await fill();
    await page.reload();
    await until("the draft is there", async () => (await composer(page).inputValue()) === "Is it\nwarm?");
    equal(await field(page, "name").getByRole("textbox").inputValue(), "Ada");
    equal(await field(page, "pieces").getByRole("slider").inputValue(), "7");
    equal(await field(page, "pieces").locator("output").innerText(), "7", "the slider says it");
    check(await field(page, "size").getByLabel("Large").isChecked(), "the radio button");
    check(await field(page, "express").getByRole("switch").isChecked(), "the switch");
    equal(await widget(page, "dropdown").getByRole("combobox").inputValue(), "green");
    equal(await field(page, "secret").locator("input").inputValue(), "", "no secret is kept");
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }) + JSON.stringify({ ...localStorage }));
    check(!kept.includes("s3cret"), "not anywhere");

    await answer(page, () => composer(page).press("Enter"));
    await page.reload();
    await turns(page).nth(1).waitFor();
    equal(await composer(page).inputValue(), "", "what was sent is no draft");
    equal(await field(page, "name").getByRole("textbox").inputValue(), "Ada", "the form is as it was");
  },

  "a draft belongs to its conversation": async (stage) => {
    const page = await stage.open("button");
    await composer(page).fill("to the one");
    await page.getByRole("link", { name: "New conversation" }).click();
    await page.getByText("Write a message to begin.").waitFor();
    equal(await composer(page).inputValue(), "");
    await page.goBack();
    await until("it is there", async () => (await composer(page).inputValue()) === "to the one");
  },

  "what was sent is no draft of the next conversation": async (stage) => {
    const page = await (await stage.context()).newPage();
    await page.goto(stage.server);
    await composer(page).fill("button");
    // As if the person had looked at another tab in between.
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide")));
    await answer(page, () => composer(page).press("Enter"));
    await page.getByRole("link", { name: "New conversation" }).click();
    await page.getByText("Write a message to begin.").waitFor();
    equal(await composer(page).inputValue(), "");
  },

  "what was typed in one form does not come back in another": async (stage) => {
    const page = await stage.open("name, input");
    await page.locator(".cw-input input[type=text]").nth(1).fill("Grace");
    await page.reload();
    equal(await page.locator(".cw-input input[type=text]").nth(1).inputValue(), "Grace");
    equal(await page.locator(".cw-input input[type=text]").first().inputValue(), "");
  },

  "what expires turns by itself": async (stage) => {
    const page = await stage.open("expiring, button");
    const quick = page.locator(".cw-widget", { hasText: "Quick" });
    equal(await quick.getAttribute("data-cw-state"), "open");
    await until("it is expired", async () => (await quick.getAttribute("data-cw-state")) === "expired");
    equal(await quick.locator("form").count(), 0);
    equal(stage.posts, [], "nobody clicked");
  },

  "an empty chat says how to begin": async (stage) => {
    const page = await (await stage.context()).newPage();
    await page.goto(stage.server);
    const empty = page.getByText("Write a message to begin.");
    await empty.waitFor();
    await composer(page).fill("button");
    await answer(page, () => composer(page).press("Enter"));
    check(await empty.isHidden(), "it is not empty any more");
  },

  "a conversation that is gone is no alarm": async (stage) => {
    const page = await stage.show("381c7aaa-1c1c-4c1c-8c1c-1c1c1c1c1c1c");
    const notice = page.locator("[data-cw-notice]");
    await notice.getByText("This conversation is not there any more.").waitFor();
    equal(await notice.getAttribute("role"), "status");
    await until("the address leads to nothing", () => new URL(page.url()).search === "");
    check(await notice.getByRole("link", { name: "New conversation" }).isVisible(), "there is a way on");
    await notice.getByRole("button", { name: "Dismiss" }).click();
    check(await notice.isHidden(), "it goes");
    check(await isFocused(composer(page)), "one can write");
    await page.reload();
    check(await page.locator("[data-cw-notice]").isHidden(), "and does not come back");
  },

  "a notice that was put away stays away": async (stage) => {
    const page = await stage.open("button");
    const thread = new URL(page.url()).searchParams.get("thread");
    await page.evaluate((thread) => fetch(`/api/chat/threads/${thread}`, { method: "DELETE" }), thread);
    const look = () => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await look();
    await page.getByRole("button", { name: "Dismiss" }).click();
    const looked = page.waitForResponse((answer) => answer.url().includes(thread));
    await look();
    await looked;
    await page.waitForTimeout(100);
    check(await page.locator("[data-cw-notice]").isHidden(), "it was said once");
  },

  "who has the focus in what is replaced keeps it": async (stage) => {
    const thread = await stage.begin("counter, input");
    const [page, other] = [await stage.show(thread), await stage.show(thread)];
    await page.bringToFront();
    const button = submit(widget(page, "button"));
    await button.focus();
    await answer(other, () => submit(widget(other, "button")).evaluate((button) => button.click()));
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await until("it is replaced", async () => (await button.innerText()) === "Pressed: 1");
    check(await isFocused(button), "the same button has the focus");
  },
};
