// The page on small and unusual screens.

import { answer, composer, submit, widget } from "./chat.mjs";
import { check, equal, until } from "./stage.mjs";

export const EVERYTHING = [
  "button", "card", "input", "textarea", "dropdown", "radio", "slider", "toggle", "files", "theme", "day", "tags",
  "many tags", "progress", "image", "image button", "images", "mixer", "form",
].join(", ");

/** How much wider the page, and the list of turns, are than what is seen of them. */
const tooWide = (page) => page.evaluate(() => {
  const box = document.querySelector("[data-cw-scroll]");
  return [document.scrollingElement.scrollWidth - innerWidth, box.scrollWidth - box.clientWidth];
});

/** What lies outside of the page: elements, and texts that flow out of theirs. */
const outside = (page) => page.evaluate(() => {
  const isOut = ({ left, right, width }) => width > 1 && (left < -1 || right > innerWidth + 1);
  const mayScroll = (element) => element.closest("pre, .cw-hidden, table");
  const flowsOut = (element) => [...element.childNodes].some((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return node instanceof Text && isOut(range.getBoundingClientRect());
  });
  const elements = [...document.querySelectorAll("chat-widgets *")].filter((element) => !mayScroll(element));
  return elements.filter((element) => isOut(element.getBoundingClientRect()) || flowsOut(element))
    .map((element) => element.outerHTML.slice(0, 200));
});

/** Fails if anything is wider than its place. */
export async function checkWidth(page) {
  const [wide, out] = [await tooWide(page), await outside(page)];
  check(wide.join() === "0,0" && !out.length, `everything fits: ${wide} too wide, ${out.length} outside:\n${out.join("\n")}`);
}

async function fits(stage, options) {
  const page = await stage.open(EVERYTHING, options);
  for (const text of ["markdown", "right to left", "W".repeat(400)]) {
    await composer(page).fill(text);
    await answer(page, () => composer(page).press("Enter"));
  }
  await submit(widget(page, "form")).click();
  await page.locator(".cw-error:visible").first().waitFor();
  await checkWidth(page);
}

export const scenarios = {
  "everything fits in 320 pixels": (stage) => fits(stage, { viewport: { width: 320, height: 640 } }),

  // A zoom of 200 % is half as many pixels, each twice as large.
  "everything fits at 200 %": (stage) => fits(stage, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }),

  "everything fits with text of twice the size": async (stage) => {
    const page = await stage.open(EVERYTHING, { viewport: { width: 640, height: 800 } });
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    await checkWidth(page);
  },

  "on a low screen one can write": async (stage) => {
    const page = await stage.open("form", { viewport: { width: 640, height: 320 } });
    const { y, height } = await composer(page).boundingBox();
    check(y + height <= 320, "the composer is in view");
    await composer(page).fill("button");
    await answer(page, () => composer(page).press("Enter"));
  },

  "a finger can hit every control": async (stage) => {
    const page = await stage.open(EVERYTHING, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    const small = await page.locator("button:visible, select:visible, .cw-option:visible").evaluateAll((controls) => {
      const size = (element) => element.getBoundingClientRect();
      return controls.filter((each) => size(each).height < 24 || size(each).width < 24).map((each) => each.outerHTML);
    });
    equal(small, [], "nothing is smaller than 24 pixels");
    await submit(page.locator(".cw-button").first()).tap();
    await page.locator(".cw-text", { hasText: "noted" }).waitFor();
  },

  "who wants no motion gets none": async (stage) => {
    const page = await stage.open("button", { reducedMotion: "reduce" });
    await composer(page).fill("slow answer");
    await composer(page).press("Enter");
    await page.locator("[data-cw-typing]").waitFor();
    const moving = () => page.evaluate(() => {
      const isLong = (animation) => animation.effect.getComputedTiming().duration > 1;
      return document.getAnimations().filter(isLong).map((animation) => animation.animationName ?? animation.transitionProperty);
    });
    equal(await moving(), []);
    await answer(page, () => stage.ask("end"));
    equal(await moving(), []);
  },

  "with forced colours everything is seen": async (stage) => {
    const page = await stage.open(EVERYTHING, { forcedColors: "active" });
    const border = (locator) => locator.evaluate((element) => {
      const { borderTopStyle, borderTopWidth } = getComputedStyle(element);
      return borderTopStyle !== "none" && parseFloat(borderTopWidth) > 0;
    });
    for (const each of [submit(widget(page, "card")), composer(page), widget(page, "slider").locator(".cw-box")]) {
      check(await border(each), `it has an edge: ${each}`);
    }
    const toggle = page.getByRole("switch").first();
    const look = () => toggle.evaluate((element) => {
      const knob = getComputedStyle(element, "::before");
      const { backgroundColor, borderColor } = getComputedStyle(element);
      return [backgroundColor, borderColor, knob.backgroundColor, knob.translate, knob.transform, knob.insetInlineStart].join();
    });
    const before = await look();
    const knob = () => toggle.evaluate((element) => {
      return getComputedStyle(element, "::before").backgroundColor !== getComputedStyle(element).backgroundColor;
    });
    check(await knob(), "the knob is seen while it is off");
    await toggle.click();
    await until("on and off look different", async () => (await look()) !== before);
    check(await knob(), "the knob is seen while it is on");
    const progress = page.locator("progress").first();
    const [some, all] = [await progress.screenshot(), await progress.evaluate((element) => (element.value = element.max)) && (await progress.screenshot())];
    check(!some.equals(all), "how far a progress is can be seen");
  },

  "who cannot see is told what is there, and what happens": async (stage) => {
    const page = await stage.open(EVERYTHING);
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const property = (node, name) => node.properties?.find((each) => each.name === name)?.value.value;
    const invalid = nodes.filter((node) => !node.ignored && (property(node, "invalid") ?? "false") !== "false");
    equal(invalid.map((node) => node.name?.value), [], "nobody was there yet, so nothing is wrong");
    const outputs = await page.locator("output").evaluateAll((all) => all.map((each) => each.ariaHidden));
    check(outputs.length > 1 && outputs.every((each) => each === "true"), "a slider says its value once");
    for (const name of ["Confirm: Level", "Confirm: Sound"]) await page.getByRole("button", { name, exact: true }).waitFor();
    const said = page.evaluate(() => new Promise((resolve) => {
      const status = document.querySelector("[data-cw-status]");
      const texts = [];
      new MutationObserver(() => texts.push(status.textContent) === 2 && resolve(texts)).observe(status, { childList: true });
    }));
    await answer(page, () => submit(widget(page, "button")).click());
    const [first, second] = await said;
    equal(first, "Sending …");
    check(second && second !== first, "then the answer");
  },

  "the first key leads past everything to the message": async (stage) => {
    const page = await stage.open(EVERYTHING);
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("Tab");
    await page.getByRole("link", { name: "Write a message" }).waitFor();
    await page.keyboard.press("Enter");
    check(await composer(page).evaluate((element) => element === document.activeElement), "one can write");
  },

  "on a touch screen Enter begins a new line": async (stage) => {
    const page = await stage.open("button", { hasTouch: true, isMobile: true });
    await composer(page).fill("one");
    await composer(page).press("Enter");
    await page.keyboard.type("two");
    equal(await composer(page).inputValue(), "one\ntwo");
    equal(stage.posts, []);
  },

  "a file that misses its place does not leave the page": async (stage) => {
    const page = await stage.open("files");
    const stays = await page.locator("[data-cw-log]").evaluate((log) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["x"], "a.txt"));
      const events = ["dragover", "drop"].map((name) => new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true }));
      return events.map((event) => !log.dispatchEvent(event));
    });
    equal(stays, [true, true], "the browser has nothing to do with it");
  },

  "on paper the whole conversation is there, and no empty page": async (stage) => {
    const page = await stage.open(EVERYTHING);
    await page.emulateMedia({ media: "print" });
    const [hidden, height] = await page.evaluate(() => {
      const box = document.querySelector("[data-cw-scroll]");
      return [box.scrollHeight - box.clientHeight, document.documentElement.scrollHeight];
    });
    check(hidden <= 1, `nothing is cut off: ${hidden} pixels`);
    check(!(await composer(page).isVisible()), "there is nothing to write in");
    const pages = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b/g).length;
    check(pages >= 2 && pages <= Math.ceil(height / 900) + 1, `${height} pixels are on ${pages} pages`);
  },
};
