// What one sees while an answer is on its way, and when it does not come.

import { answer, isFocused, submit, turns, widget } from "./chat.mjs";
import { check, equal, until } from "./stage.mjs";

export const failure = (page) => page.locator(".cw-failure");

export const retry = (page) => failure(page).locator("[data-cw-retry]");

const why = (page) => failure(page).locator("[data-cw-why]");

const isBusy = (control) => control.evaluate((form) => form.getAttribute("aria-busy") === "true");

export const scenarios = {
  "a click is seen at once, and the rest stays usable": async (stage) => {
    const page = await stage.open("slow, button");
    const [slow, other] = [page.locator(".cw-button").first(), page.locator(".cw-button").last()];
    const control = slow.locator("form");
    await control.evaluate((form) => {
      window.clicked = new Promise((resolve) => form.addEventListener("click", () => resolve(performance.now()), true));
      window.busy = new Promise((resolve) => {
        const look = () => form.getAttribute("aria-busy") === "true" && resolve(performance.now());
        new MutationObserver(look).observe(form, { attributes: true });
      });
    });
    await submit(slow).click();
    const delay = await page.evaluate(async () => (await window.busy) - (await window.clicked));
    check(delay < 50, `it is busy within 50 ms: ${delay}`);
    equal(await submit(slow).getAttribute("aria-disabled"), "true");
    check(await isFocused(submit(slow)), "the focus stays");
    await submit(slow).click({ force: true });
    await page.keyboard.press("Enter");
    equal(await answer(page, () => submit(other).click()), "noted", "another widget answers meanwhile");
    check(await isBusy(control), "it is busy still");
    equal(stage.posts.length, 2, "a second click sends nothing");
    equal(await answer(page, () => stage.ask("end")), "noted");
    await until("it is no longer busy", async () => !(await isBusy(control)));
    equal(await submit(slow).getAttribute("aria-disabled"), null);
  },

  "several clicks run at the same time": async (stage) => {
    const page = await stage.open("slow, slow");
    await submit(page.locator(".cw-button").first()).click();
    await submit(page.locator(".cw-button").last()).click();
    await until("both are sent", () => stage.posts.length === 2);
    await answer(page, () => stage.ask("end"));
    await answer(page, () => stage.ask("end"));
    await until("none is busy", async () => (await page.locator("[aria-busy=true]").count()) === 0);
  },

  "what was used once is done": async (stage) => {
    const page = await stage.open("once");
    await answer(page, () => submit(widget(page, "button")).click());
    equal(await widget(page, "button").getAttribute("data-cw-state"), "done");
    equal(await widget(page, "button").innerText(), "Once\nDone");
    equal(await widget(page, "button").locator("button").count(), 0);
    await page.reload();
    equal(await widget(page, "button").innerText(), "Once\nDone", "also after a reload");
  },

  "what came too late is expired": async (stage) => {
    const page = await stage.open("expiring");
    // What could tell it that the time is over does not come.
    await page.route("**/threads/**", (route) => route.abort());
    // The time is the thing tested: the widget can be used for 5 s, by which a slow browser shows it.
    await page.waitForTimeout(5100);
    await submit(widget(page, "button")).click();
    await until("it is expired", async () => (await widget(page, "button").getAttribute("data-cw-state")) === "expired");
    await page.getByText("The time for this is over.").first().waitFor();
    check((await widget(page, "button").innerText()).startsWith("Quick"), "one can read what it was");
    equal(await widget(page, "button").locator("form").count(), 0);
  },

  "what was replaced can be used again": async (stage) => {
    const page = await stage.open("counter");
    for (const times of [1, 2, 3]) {
      await answer(page, () => submit(widget(page, "button")).click());
      equal(await submit(widget(page, "button")).innerText(), `Pressed: ${times}`);
    }
    equal(await page.locator(".cw-button").count(), 1);
  },

  "what failed can be tried again": async (stage) => {
    const page = await stage.open("shaky");
    await stage.ask("fail");
    await submit(widget(page, "button")).click();
    await failure(page).waitFor();
    equal(await failure(page).getAttribute("role"), "alert");
    equal(await why(page).innerText(), "That did not work.");
    equal(await page.locator("[aria-busy=true]").count(), 0);
    equal(await answer(page, () => retry(page).click()), "noted");
    equal(await failure(page).count(), 0, "the failure is gone");
    equal(stage.posts.length, 2);
    equal(stage.posts[0].body, stage.posts[1].body, "it is the same click");
    await answer(page, () => submit(widget(page, "button")).click());
    const ids = stage.posts.map(({ body }) => JSON.parse(body).requestId);
    check(ids[1] !== ids[2], "the next click is another one");
  },

  "a new click takes the place of one that failed": async (stage) => {
    const page = await stage.open("shaky");
    await stage.ask("fail");
    await submit(widget(page, "button")).click();
    await failure(page).waitFor();
    await answer(page, () => submit(widget(page, "button")).click());
    equal(await failure(page).count(), 0);
  },

  "without a network nothing is lost": async (stage) => {
    const page = await stage.open("input");
    await widget(page, "input").getByRole("textbox").fill("offline");
    await (await stage.context()).setOffline(true);
    await submit(widget(page, "input")).click();
    await failure(page).waitFor();
    check((await why(page).innerText()).startsWith("You are offline."), "it says why");
    equal(await widget(page, "input").getByRole("textbox").inputValue(), "offline");
    await (await stage.context()).setOffline(false);
    await until("one can try again", async () => (await retry(page).getAttribute("aria-disabled")) !== "true");
    equal(await turns(page).count(), 1, "nothing is sent by itself");
    equal(await answer(page, () => retry(page).click()), "noted");
    const bodies = stage.clicks().map(({ body }) => body);
    check(bodies.every((body) => body === bodies[0]), "it is the same click");
  },

  "an answer that was lost is given again": async (stage) => {
    const page = await stage.open("input");
    await widget(page, "input").getByRole("textbox").fill("lost");
    let lost = 0;
    await page.route("**/action", async (route) => {
      lost += 1;
      if (lost > 1) return route.continue();
      await route.fetch();
      await route.abort("connectionreset");
    });
    await submit(widget(page, "input")).click();
    await failure(page).waitFor();
    equal(await why(page).innerText(), "The server cannot be reached.");
    equal(await answer(page, () => retry(page).click()), "noted");
    equal(await turns(page).count(), 2, "there is one answer");
  },

  "two tabs use the same thing once": async (stage) => {
    const one = await stage.open("once");
    const thread = new URL(one.url()).searchParams.get("thread");
    const two = await stage.show(thread);
    await answer(one, () => submit(widget(one, "button")).click());
    await submit(widget(two, "button")).click();
    await until("it is done here, too", async () => (await widget(two, "button").getAttribute("data-cw-state")) === "done");
    await two.getByText("This was done already.").first().waitFor();
    check(await retry(two).isHidden(), "it cannot be tried again");
  },

  "two tabs at the same time": async (stage) => {
    const one = await stage.open("slow once");
    const two = await stage.show(new URL(one.url()).searchParams.get("thread"));
    await submit(widget(one, "button")).click();
    await until("it runs", () => stage.posts.length === 1);
    await submit(widget(two, "button")).click();
    await failure(two).waitFor();
    equal(await why(two).innerText(), "This is being worked on.");
    check(await retry(two).isVisible(), "one may ask again");
    await answer(one, () => stage.ask("end"));
    await retry(two).click();
    await until("it is done here, too", async () => (await widget(two, "button").getAttribute("data-cw-state")) === "done");
  },

  "a message that failed stays, and can be sent again": async (stage) => {
    const page = await stage.open("button");
    await (await stage.context()).setOffline(true);
    await page.locator("#cw-message").fill("hello there");
    await page.keyboard.press("Enter");
    await failure(page).waitFor();
    equal(await page.locator(".cw-user .cw-text").last().innerText(), "hello there");
    equal(await page.locator("#cw-message").inputValue(), "");
    check(await page.locator("[data-cw-typing]").isHidden(), "nobody types");
    await (await stage.context()).setOffline(false);
    equal(await answer(page, () => retry(page).click()), "noted");
    equal(await page.locator(".cw-user").filter({ hasText: "hello there" }).count(), 1);
  },
};
