// The parts of the chat as a person knows them.

import { until } from "./stage.mjs";

/** The last widget of a type. */
export const widget = (page, type) => page.locator(`.cw-widget.cw-${type}`).last();

/** The button of a widget that sends it. */
export const submit = (widget) => widget.locator("form.cw-control button[type=submit]").first();

export const turns = (page) => page.locator("li.cw-turn.cw-assistant");

export const composer = (page) => page.locator("#cw-message");

/** Does something, and waits for the turn that answers it: its text. */
export async function answer(page, act) {
  const before = await turns(page).count();
  await act();
  await until("an answer", async () => (await turns(page).count()) > before);
  return (await turns(page).last().locator(".cw-text").textContent()).trim();
}

/** Goes to an element by Tab, as somebody without a mouse does. */
export async function tabTo(page, target, key = "Tab") {
  for (let steps = 0; steps < 80; steps += 1) {
    if (await isFocused(target)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${target}`);
}

export const isFocused = (target) => target.evaluate((element) => element.getRootNode().activeElement === element);

/** A file that is chosen or dropped. */
export const file = (name, mimeType, bytes) => ({ name, mimeType, buffer: Buffer.alloc(bytes, "x") });

/** Drops files on a place. */
export const drop = (page, target, files) => drag(page, target, ["dragenter", "dragover", "drop"], files);

/** A part of what happens when files are dragged over a place. */
export async function drag(page, target, kinds, files) {
  const data = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const { name, type, size } of files) data.items.add(new File(["x".repeat(size)], name, { type }));
    return data;
  }, files);
  for (const kind of kinds) await target.dispatchEvent(kind, { dataTransfer: data });
}
