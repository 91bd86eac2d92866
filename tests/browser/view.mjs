// What of the conversation is in view.

import { answer, composer, isFocused, submit, turns, widget } from "./chat.mjs";
import { check, equal, until } from "./stage.mjs";

const box = (page) => page.locator("[data-cw-scroll]");
const newest = (page) => page.getByRole("button", { name: "Newest message" });

/** How far below the upper edge of the view an element begins, and how far above the lower one it ends. */
const inside = (page, element) => element.evaluate((element) => {
  const view = document.querySelector("[data-cw-scroll]").getBoundingClientRect();
  const own = element.getBoundingClientRect();
  return [own.top - view.top, view.bottom - own.bottom];
});

const beginsInView = async (page, element) => {
  const [above] = await inside(page, element);
  return above >= 0 && above < 60;
};

const isInView = async (page, element) => (await inside(page, element)).every((room) => room >= 0);

const say = async (page, text) => {
  await composer(page).fill(text);
  await composer(page).press("Enter");
};

/** A conversation with a button at its beginning, and much below it. */
async function farUp(stage, words) {
  const thread = await stage.begin(words);
  await stage.say(thread, "long");
  const page = await stage.show(thread);
  await until("the newest begins in view", () => beginsInView(page, turns(page).last()));
  await box(page).evaluate((box) => box.scrollTo(0, 0));
  await newest(page).waitFor();
  return page;
}

const overlap = (one, other) =>
  one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;

export const scenarios = {
  "what is longer than the window is shown from its beginning": async (stage) => {
    const page = await stage.open("form, form", { viewport: { width: 900, height: 500 } });
    await until("the form", () => beginsInView(page, turns(page).first()));
    await answer(page, () => say(page, "long"));
    await until("the answer", () => beginsInView(page, turns(page).last()));
    await newest(page).click();
    await until("who goes on comes to the end", async () => {
      return box(page).evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 8);
    });
    await newest(page).waitFor({ state: "hidden" });
  },

  "the answer to a click far up comes into view": async (stage) => {
    const page = await farUp(stage, "counter");
    await answer(page, () => submit(widget(page, "button")).click());
    await until("it is in view", () => isInView(page, turns(page).last()));
  },

  "who has gone on meanwhile is left there, and told how much is new": async (stage) => {
    const page = await farUp(stage, "slow, input");
    await submit(widget(page, "button")).click();
    await until("it is sent", () => stage.posts.length === 1);
    await page.locator(".cw-input input[type=text]").focus();
    await answer(page, () => stage.ask("end"));
    check(!(await isInView(page, turns(page).last())), "the view stays");
    check(await isFocused(page.locator(".cw-input input[type=text]")), "the focus, too");
    await page.locator(".cw-title").click();
    equal(await newest(page).locator("[data-cw-count]").innerText(), "1");
    await newest(page).click();
    await until("it is in view", () => isInView(page, turns(page).last()));
  },

  "the way to the newest covers nothing that is filled in": async (stage) => {
    // As wide and high as 1280 by 1024 at 400 %.
    const page = await stage.open("input, name, textarea, day", { viewport: { width: 320, height: 256 } });
    await box(page).evaluate((box) => box.scrollTo(0, 0));
    await newest(page).waitFor();
    const { width, height } = await newest(page).boundingBox();
    check(Math.abs(width - height) < 2, `it is round: ${width} by ${height}`);
    const view = await box(page).boundingBox();
    const button = await newest(page).boundingBox();
    check(button.y + button.height <= view.y + view.height, "it is within the turns");
    await composer(page).fill("line\n".repeat(8));
    check(!overlap(await newest(page).boundingBox(), await composer(page).boundingBox()), "not over the composer");
    await page.locator(".cw-input input[type=text]").first().focus();
    check(await newest(page).isHidden(), "not over a field");
    // An error, too, is said with the focus at its field.
    await page.locator(".cw-input input[type=text]").nth(1).fill("Taken");
    await page.locator(".cw-input input[type=text]").nth(1).press("Enter");
    await page.locator(".cw-error:visible").first().waitFor();
    check(await newest(page).isHidden(), "not over an error");
    await page.locator(".cw-title").click();
    await newest(page).waitFor();
  },

  "a keyboard on the screen leaves the newest in view": async (stage) => {
    const thread = await stage.begin("long");
    await stage.say(thread, "input");
    const page = await stage.show(thread, { viewport: { width: 390, height: 800 } });
    await until("the newest", () => isInView(page, turns(page).last()));
    await composer(page).focus();
    await page.setViewportSize({ width: 390, height: 420 });
    await until("the newest still", () => isInView(page, turns(page).last()));
  },
};
