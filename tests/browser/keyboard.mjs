// Every widget by keyboard alone, in the order in which the test in Rust lists what the handlers received.

import { answer, file, isFocused, submit, tabTo, turns, widget } from "./chat.mjs";
import { check, equal, until } from "./stage.mjs";

const use = (show, type, choose) => async (stage) => {
  const page = await stage.open(show);
  const used = widget(page, type);
  await choose?.(used, page);
  equal(stage.posts, [], "nothing is posted while one is choosing");
  await tabTo(page, submit(used));
  equal(await answer(page, () => page.keyboard.press("Space")), "noted");
  equal(stage.posts.length, 1, "one key is one post");
};

/** In a lone input of one line, Enter sends. */
const useByEnter = (show, type, choose) => async (stage) => {
  const page = await stage.open(show);
  await choose(widget(page, type), page);
  equal(stage.posts, [], "nothing is posted while one is choosing");
  equal(await answer(page, () => page.keyboard.press("Enter")), "noted");
};

const pressAll = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};

async function chooseFiles(used, page, key) {
  await tabTo(page, used.locator("input[type=file]"));
  const chooser = page.waitForEvent("filechooser");
  await page.keyboard.press(key);
  await (await chooser).setFiles([file("a.png", "image/png", 3)]);
}

export const scenarios = {
  button: use("button", "button"),
  card: use("card", "card"),
  "input and Enter": useByEnter("input", "input", async (used, page) => {
    await tabTo(page, used.getByLabel("Your name", { exact: true }));
    await page.keyboard.type("Grace");
  }),
  textarea: use("textarea", "textarea", async (used, page) => {
    await tabTo(page, used.getByLabel("Your story", { exact: true }));
    await page.keyboard.type("one");
    await page.keyboard.press("Enter");
    await page.keyboard.type("two");
  }),
  dropdown: use("dropdown", "dropdown", async (used, page) => {
    await tabTo(page, used.getByLabel("Colour", { exact: true }));
    await page.keyboard.type("gr");
  }),
  radio: use("radio", "dropdown", async (used, page) => {
    await tabTo(page, used.getByLabel("small"));
    await pressAll(page, "Space", "ArrowDown", "ArrowDown");
  }),
  slider: use("slider", "slider", async (used, page) => {
    await tabTo(page, used.getByRole("slider"));
    await pressAll(page, "End", "ArrowLeft", "ArrowLeft", "ArrowRight");
    equal(await used.locator("output").textContent(), "5");
  }),
  toggle: use("toggle", "toggle", async (used, page) => {
    await tabTo(page, used.getByRole("switch"));
    await page.keyboard.press("Space");
  }),
  files: use("files", "fileupload", (used, page) => chooseFiles(used, page, "Enter")),
  theme: use("theme", "themeswitcher", async (used, page) => {
    await tabTo(page, used.getByLabel("system"));
    await pressAll(page, "Space", "ArrowDown", "ArrowDown");
  }),
  day: use("day", "datepicker", async (used, page) => {
    await tabTo(page, used.getByLabel("Day", { exact: true }));
    await page.keyboard.type("031");
    equal(await used.getByLabel("Day", { exact: true }).inputValue(), "", "a date half typed");
    await page.keyboard.type("42026");
  }),
  tags: use("tags", "multiselect", async (used, page) => {
    for (const tag of ["red", "blue"]) {
      await tabTo(page, used.getByLabel(tag));
      await page.keyboard.press("Space");
    }
  }),
  image: use("image button", "image"),
  album: use("images", "imagecollection"),

  form: use("form", "form", async (form, page) => {
    const field = (name) => form.locator(`[data-cw-field="${name}"]`);
    const type = async (name, text) => {
      await tabTo(page, field(name).locator("input, textarea"));
      await page.keyboard.type(text);
    };
    const press = async (input, ...keys) => {
      await tabTo(page, input);
      await pressAll(page, ...keys);
    };
    await type("name", "Ada");
    await type("email", "ada@example.com");
    await type("site", "https://example.com/ada");
    await type("secret", "s3cret");
    await press(field("pieces").locator("input"), "Home", ...Array(6).fill("ArrowRight"));
    await type("price", "2.5");
    await press(field("size").getByLabel("Small"), "Space", "ArrowDown");
    await press(field("wrapping").locator("select"), "S");
    await press(field("express").getByRole("switch"), "Space");
    await type("day", "03142026");
    await press(field("extras").getByLabel("Flowers"), "Space");
    await press(field("extras").getByLabel("Candles"), "Space");
    await chooseFiles(form, page, "Space");
    await type("address.street", "Main St 1");
    await type("address.code", "12345");
    await type("notes", "two\nlines");
  }),

  "a date half typed is not sent": async (stage) => {
    const page = await stage.open("day");
    const used = widget(page, "datepicker");
    await tabTo(page, used.getByLabel("Day", { exact: true }));
    await page.keyboard.type("031");
    await tabTo(page, submit(used));
    await page.keyboard.press("Enter");
    await used.locator(".cw-error:visible").waitFor();
    equal(stage.posts, []);
    check(await isFocused(used.getByLabel("Day", { exact: true })), "the focus is on the field at fault");
  },

  "back with Shift and Tab": async (stage) => {
    const page = await stage.open("button, input");
    await tabTo(page, page.locator("#cw-message"));
    await tabTo(page, submit(widget(page, "button")), "Shift+Tab");
    equal(await answer(page, () => page.keyboard.press("Enter")), "noted");
  },

  "the focus stays where the widget stays": async (stage) => {
    const page = await stage.open("button");
    await tabTo(page, submit(widget(page, "button")));
    await answer(page, () => page.keyboard.press("Enter"));
    check(await isFocused(submit(widget(page, "button"))), "the button has the focus still");
  },

  "the focus goes to the answer where the widget is gone": async (stage) => {
    const page = await stage.open("once");
    await tabTo(page, submit(widget(page, "button")));
    await answer(page, () => page.keyboard.press("Enter"));
    await until("the answer has the focus", () => isFocused(turns(page).last()));
  },

  "an answer is announced": async (stage) => {
    const page = await stage.open("button");
    await tabTo(page, page.locator("#cw-message"));
    await page.keyboard.type("slider, toggle");
    await page.keyboard.press("Enter");
    await until("the status", async () => {
      const said = await page.locator("[data-cw-status]").textContent();
      return said.includes("Here is: slider, toggle") && said.includes("Controls: 2.");
    });
  },
};
