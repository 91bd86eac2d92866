// Instants are shown and sent in the reader's time zone; times of a place are left as they are.

import { answer, submit, widget } from "./chat.mjs";
import { check, equal } from "./stage.mjs";

const ZURICH = { timezoneId: "Europe/Zurich" };

const field = (page, name) => widget(page, "form").locator(`[data-cw-field="${name}"]`);

export const scenarios = {
  "an instant is typed by the reader's clocks": async (stage) => {
    const page = await stage.open("meeting", ZURICH);
    equal(await field(page, "at").locator("[data-cw-zone]").innerText(), "Europe/Zurich");
    const described = await field(page, "at").locator("input").getAttribute("aria-describedby");
    equal(await page.locator(`#${described}`).innerText(), "Europe/Zurich", "who does not see it hears it");
    await field(page, "local").locator("input").fill("2026-03-29T02:30:15");
    await field(page, "until").locator("input").fill("09:00");
    for (const [typed, fault] of [
      ["2026-03-29T02:30", "does not exist on that day"],
      ["2026-10-25T02:30", "is there twice on that day"],
      ["2026-03-14T09:29", "must not be before 2026-03-14 08:30 UTC"],
      ["2027-01-01T00:01", "must not be after 2026-12-31 23:00 UTC"],
    ]) {
      await field(page, "at").locator("input").fill(typed);
      await submit(widget(page, "form")).click();
      check((await field(page, "at").innerText()).includes(fault), `${typed}: ${await field(page, "at").innerText()}`);
    }
    for (const right of ["2026-03-29T01:59", "2026-03-29T03:00", "2026-10-25T03:00"]) {
      await field(page, "at").locator("input").fill(right);
      check(await field(page, "at").locator(".cw-error").isHidden(), `${right} is right`);
    }
    equal(stage.posts, []);
    await field(page, "at").locator("input").fill("2026-03-14T09:30");
    equal(await answer(page, () => submit(widget(page, "form")).click()), "noted");
    const settled = await page.locator(".cw-form .cw-settled").innerText();
    check(settled.includes("2026-03-14 09:30 UTC+01:00"), settled);
  },

  "what it shows, it sends": async (stage) => {
    const page = await stage.open("filled meeting", ZURICH);
    equal(await field(page, "at").locator("input").inputValue(), "2026-07-01T14:00");
    equal(await field(page, "local").locator("input").inputValue(), "2026-03-29T02:30:15");
    equal(await answer(page, () => submit(widget(page, "form")).click()), "noted");
  },

  "without a script it is UTC, which is said": async (stage) => {
    const page = await stage.open("filled meeting", { ...ZURICH, javaScriptEnabled: false });
    equal(await field(page, "at").locator("input").inputValue(), "2026-07-01T12:00");
    equal(await field(page, "at").locator("[data-cw-zone]").innerText(), "UTC");
    await submit(widget(page, "form")).click();
    await page.getByText("noted").waitFor();
  },
};
