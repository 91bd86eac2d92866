// Pictures of every widget in every state, for people to look at: light and dark, narrow and wide.

import { mkdirSync } from "node:fs";

import { answer, composer, submit, widget } from "./chat.mjs";
import { fillForm } from "./form.mjs";
import { EVERYTHING } from "./layout.mjs";
import { failure } from "./waiting.mjs";

// Beside `tmp/browser`, where this script runs.
const FOLDER = new URL("../../screenshots/", import.meta.url).pathname;
mkdirSync(FOLDER, { recursive: true });

/** The whole conversation, however long it is. */
async function tall(page) {
  const hidden = () => page.locator("[data-cw-scroll]").evaluate((box) => box.scrollHeight - box.clientHeight);
  // What was out of sight has no exact height before it is shown.
  for (let times = 0; times < 5 && (await hidden()) > 0; times += 1) {
    const { width, height } = page.viewportSize();
    await page.setViewportSize({ width, height: height + (await hidden()) });
  }
}

const states = {
  async everything(stage, options) {
    return stage.open(`${EVERYTHING}, dismissible form`, options);
  },
  async done(stage, options) {
    const page = await stage.open("once, name, form", options);
    await answer(page, () => submit(widget(page, "button")).click());
    await widget(page, "input").getByRole("textbox").fill("Ada");
    await answer(page, () => submit(widget(page, "input")).click());
    const form = await fillForm(page);
    await answer(page, () => submit(form).click());
    return page;
  },
  async expired(stage, options) {
    const page = await stage.open("expiring", options);
    await page.waitForTimeout(5100);
    await submit(widget(page, "button")).click();
    await page.locator("[data-cw-state=expired]").waitFor();
    return page;
  },
  async errors(stage, options) {
    const page = await stage.open("name, radio, day, files, form", options);
    for (const type of ["fileupload", "dropdown", "datepicker", "form"]) await submit(widget(page, type)).click();
    await widget(page, "input").getByRole("textbox").fill("Taken");
    await submit(widget(page, "input")).click();
    await page.getByText("is taken").waitFor();
    return page;
  },
  async chosen(stage, options) {
    const page = await stage.open("form, files", options);
    await fillForm(page);
    const files = ["a.png", "a_very_long_name_of_a_photo_that_somebody_made_in_the_year_2026.png"];
    await widget(page, "fileupload").locator("input[type=file]").setInputFiles(
      files.map((name) => ({ name, mimeType: "image/png", buffer: Buffer.alloc(500) })),
    );
    return page;
  },
  async busy(stage, options) {
    const page = await stage.open("slow, slow once", options);
    await submit(page.locator(".cw-button").first()).click();
    await composer(page).fill("slow answer");
    await composer(page).press("Enter");
    await page.locator("[data-cw-typing]").waitFor();
    return page;
  },
  async failed(stage, options) {
    const page = await stage.open("shaky, input", options);
    await stage.ask("fail");
    await submit(widget(page, "button")).click();
    await failure(page).waitFor();
    await (await stage.context()).setOffline(true);
    await submit(widget(page, "input")).click();
    await composer(page).fill("a message that is not sent");
    await composer(page).press("Enter");
    await failure(page).nth(2).waitFor();
    return page;
  },
  async cancelled(stage, options) {
    const page = await stage.open("form", options);
    await page.getByRole("button", { name: "Not now" }).click();
    return page;
  },
  async texts(stage, options) {
    const page = await stage.open("markdown", options);
    for (const text of ["right to left", "hello\nthere", "W".repeat(200)]) {
      await composer(page).fill(text);
      await answer(page, () => composer(page).press("Enter"));
    }
    await composer(page).fill("one\ntwo\nthree");
    return page;
  },
  async scrolled(stage, options) {
    const page = await stage.open("long", options);
    await page.locator("[data-cw-scroll]").evaluate((box) => box.scrollTo(0, 300));
    await page.locator("[data-cw-newest]").waitFor();
    return page;
  },
  async viewer(stage, options) {
    const page = await stage.open("image", options);
    await page.locator(".cw-thumb").click();
    await page.locator("dialog[open]").waitFor();
    return page;
  },
  async gone(stage, options) {
    return stage.show("00000000-0000-4000-8000-000000000000", options);
  },
  async hostile(stage, options) {
    return stage.open("hostile 2", options);
  },
  async foreign(stage, options) {
    const page = await (await stage.context(options)).newPage();
    await page.goto(`${stage.server}/foreign`);
    await page.locator("#second #cw-message").waitFor();
    return page;
  },
};

/** States that are about what is in view. */
const AS_SEEN = ["scrolled", "viewer", "busy"];

export const scenarios = {};
for (const [state, reach] of Object.entries(states)) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [360, 1280]) {
      const name = `${state}_${colorScheme}_${width}`;
      scenarios[name] = async (stage) => {
        const page = await reach(stage, { colorScheme, viewport: { width, height: 720 } });
        if (state !== "foreign" && !AS_SEEN.includes(state)) await tall(page);
        await page.screenshot({ path: `${FOLDER}${name}.png`, fullPage: true });
        if (state === "everything") {
          for (const [number, each] of (await page.locator(".cw-widget").all()).entries()) {
            const type = (await each.getAttribute("class")).split("cw-").at(-1);
            await each.screenshot({ path: `${FOLDER}widget_${number}_${type}_${colorScheme}_${width}.png` });
          }
        }
        if (state === "busy") for (let times = 0; times < 2; times += 1) await stage.ask("end");
      };
    }
  }
}
