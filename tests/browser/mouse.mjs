// Every widget by mouse, in the order in which the test in Rust lists what the handlers received.

import { answer, file, submit, widget } from "./chat.mjs";
import { check, equal } from "./stage.mjs";

const use = (show, type, choose) => async (stage) => {
  const page = await stage.open(show);
  const used = widget(page, type);
  await choose?.(used, page);
  equal(stage.posts, [], "nothing is posted while one is choosing");
  equal(await answer(page, () => submit(used).click()), "noted");
  equal(stage.posts.length, 1, "one click is one post");
  const { action, threadId, widgetId, requestId } = JSON.parse(stage.posts[0].body);
  check(action && threadId && widgetId && requestId, "the click says whose it is");
};

export const scenarios = {
  button: use("button", "button"),
  card: use("card", "card"),
  input: use("input", "input", (used) => used.getByLabel("Your name", { exact: true }).fill("Grace")),
  textarea: use("textarea", "textarea", (used) => used.getByLabel("Your story", { exact: true }).fill("one\ntwo")),
  dropdown: use("dropdown", "dropdown", (used) => used.getByLabel("Colour", { exact: true }).selectOption("green")),
  radio: use("radio", "dropdown", (used) => used.getByText("large").click()),
  slider: use("slider", "slider", async (used) => {
    const range = used.getByRole("slider");
    const { width, height } = await range.boundingBox();
    await range.click({ position: { x: width * 0.75, y: height / 2 } });
    equal(await used.locator("output").textContent(), "5");
  }),
  toggle: use("toggle", "toggle", (used) => used.getByRole("switch", { name: "Sound" }).click()),
  files: use("files", "fileupload", async (used, page) => {
    const chooser = page.waitForEvent("filechooser");
    await used.locator("input[type=file]").click();
    await (await chooser).setFiles([file("a.png", "image/png", 3), file("b.pdf", "application/pdf", 4)]);
    equal(await used.locator("[data-cw-chosen] li").allTextContents(), ["a.png (3 B)", "b.pdf (4 B)"]);
  }),
  theme: use("theme", "themeswitcher", (used) => used.getByText("dark").click()),
  day: use("day", "datepicker", (used) => used.getByLabel("Day", { exact: true }).fill("2026-03-14")),
  tags: use("tags", "multiselect", async (used) => {
    await used.getByText("red").click();
    await used.getByText("blue").click();
  }),
  image: use("image button", "image"),
  album: use("images", "imagecollection"),
};
