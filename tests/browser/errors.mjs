// What is wrong with what was entered: said at the field, whoever finds it.

import { answer, drag, drop, file, isFocused, submit, widget } from "./chat.mjs";
import { fillForm } from "./form.mjs";
import { check, equal, until } from "./stage.mjs";

const field = (form, name) => form.locator(`[data-cw-field="${name}"]`);

/** What a person, and a screen reader, are told of a field. */
const told = (form, name) => field(form, name).evaluate((field) => {
  const target = field.matches("[data-cw-target]") ? field : field.querySelector("[data-cw-target]");
  const ids = (target.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  const texts = ids.map((id) => field.getRootNode().getElementById(id)).filter((element) => element?.checkVisibility());
  const error = field.querySelector(".cw-error");
  const { color, fontSize, display } = getComputedStyle(error);
  return {
    invalid: target.getAttribute("aria-invalid"),
    described: texts.map((element) => element.textContent.replace(/^“.*” (.*)\.$/, "$1")),
    // Without the label before what is wrong.
    error: error.checkVisibility() ? error.textContent.replace(/^“.*” (.*)\.$/, "$1") : "",
    sentence: error.textContent,
    look: [color, fontSize, display, getComputedStyle(target).borderColor],
  };
});

const faults = (form) => form.locator(".cw-field:has(.cw-error:visible)").evaluateAll((fields) => {
  return fields.map((field) => field.dataset.cwField);
});

export const scenarios = {
  "the script finds what it can, and sends nothing": async (stage) => {
    const page = await stage.open("form");
    const form = widget(page, "form");
    await field(form, "name").locator("input").fill("A");
    await submit(form).click();
    await until("errors", async () => (await faults(form)).length > 0);
    // A mail address and a street may be any text for the script, but they may not be left out.
    equal(await faults(form), ["name", "email", "secret", "size", "day", "extras", "address.street", "address.code"]);
    equal(stage.posts, []);
    const name = await told(form, "name");
    equal([name.invalid, name.error], ["true", "must be at least 2 characters long"]);
    equal(name.sentence, "“Name” must be at least 2 characters long.");
    equal(name.described, ["At least two letters", name.error]);
    check(await isFocused(field(form, "name").locator("input")), "the first field at fault has the focus");
    for (const each of await faults(form)) {
      const { invalid, described, error } = await told(form, each);
      check(invalid === "true" && error && described.includes(error), `${each} is at fault for everybody`);
    }
    equal(await field(form, "name").locator("input").inputValue(), "A", "what was typed is kept");
  },

  "an error goes when it is corrected": async (stage) => {
    const page = await stage.open("form");
    const form = widget(page, "form");
    await submit(form).click();
    const name = field(form, "name").locator("input");
    await until("an error", async () => (await told(form, "name")).error);
    await name.press("A");
    check((await told(form, "name")).error, "it is too short still");
    await name.press("d");
    await until("it goes", async () => (await told(form, "name")).error === "");
    const { invalid, described } = await told(form, "name");
    check(invalid === null || invalid === "false", "nobody calls it invalid");
    equal(described, ["At least two letters"]);
    await field(form, "extras").getByText("Cake").click();
    await field(form, "size").getByText("Small").click();
    await until("choices are corrected, too", async () => {
      const left = await faults(form);
      return !left.includes("extras") && !left.includes("size");
    });
  },

  "the server's error looks the same": async (stage) => {
    const page = await stage.open("form");
    const form = await fillForm(page);
    const name = field(form, "name").locator("input");
    await name.fill("A");
    await submit(form).click();
    await until("the script's error", async () => (await told(form, "name")).error);
    const ours = await told(form, "name");
    await name.fill("Taken");
    await submit(form).click();
    await until("the server's error", async () => (await told(form, "name")).error === "is taken");
    const theirs = await told(form, "name");
    equal(theirs.look, ours.look);
    equal([theirs.invalid, theirs.described], ["true", ["At least two letters", "is taken"]]);
    equal(await faults(form), ["name"]);
    await until("the focus is on it", () => isFocused(name));
    equal(await name.inputValue(), "Taken", "what was typed is kept");
    equal(await field(form, "secret").locator("input").inputValue(), "s3cret");
    check(await field(form, "extras").getByLabel("Candles").isChecked(), "what was chosen is kept");
    await name.press("x");
    await until("it goes with the first key", async () => (await told(form, "name")).error === "");
    equal(await answer(page, () => submit(form).click()), "noted");
  },

  "what only the server checks is said at its field": async (stage) => {
    const page = await stage.open("form");
    const form = await fillForm(page);
    await field(form, "email").locator("input").fill("nobody");
    await field(form, "address.code").locator("input").fill("12");
    await submit(form).click();
    await until("errors", async () => (await faults(form)).length > 0);
    equal(await faults(form), ["email", "address.code"]);
    check(await isFocused(field(form, "email").locator("input")), "the first field at fault has the focus");
  },

  "a lone input has errors, too": async (stage) => {
    const page = await stage.open("name");
    const lone = widget(page, "input");
    await lone.getByRole("textbox").fill("x".repeat(11));
    await submit(lone).click();
    await until("too long", async () => (await told(lone, "value")).error === "must be at most 10 characters long");
    equal(stage.posts, []);
    await lone.getByRole("textbox").fill("Taken");
    await submit(lone).click();
    await until("taken", async () => (await told(lone, "value")).error === "is taken");
    await lone.getByRole("textbox").fill("🙂".repeat(10));
    equal(await answer(page, () => submit(lone).click()), "noted", "characters are counted as people count them");
  },

  "files are refused before they are sent": async (stage) => {
    const page = await stage.open("files");
    const used = widget(page, "fileupload");
    const error = async () => (await told(used, "files")).error;
    await submit(used).click();
    await until("none was chosen", error);
    await used.locator("input[type=file]").setInputFiles([file("notes.txt", "text/plain", 3)]);
    await submit(used).click();
    await until("the type", async () => (await error()).includes("pictures, PDF"));
    await used.locator("input[type=file]").setInputFiles([file("a.png", "image/png", 1001)]);
    await submit(used).click();
    await until("the size", async () => (await error()).includes("1 kB"));
    equal(stage.posts, []);
    await drop(page, used.locator("[data-cw-drop]"), [{ name: "A.PDF", type: "", size: 1000 }]);
    await until("it is listed", async () => (await used.locator("[data-cw-chosen]").innerText()).includes("A.PDF (1 kB)"));
    await until("the error goes", async () => !(await error()));
    equal(await answer(page, () => submit(used).click()), "noted");
  },

  "files can be dropped": async (stage) => {
    const page = await stage.open("files");
    const used = widget(page, "fileupload");
    const place = used.locator("[data-cw-drop]");
    await drag(page, place, ["dragenter", "dragover"], [{ name: "a.png", type: "image/png", size: 3 }]);
    check(await place.evaluate((place) => place.classList.contains("cw-over")), "the place shows that it takes them");
    await drag(page, place, ["dragleave"], [{ name: "a.png", type: "image/png", size: 3 }]);
    check(!(await place.evaluate((place) => place.classList.contains("cw-over"))), "and that they went away");
    await drop(page, place, [{ name: "a.png", type: "image/png", size: 3 }, { name: "b.png", type: "image/png", size: 4 }]);
    check(!(await place.evaluate((place) => place.classList.contains("cw-over"))), "after the drop it is as before");
    equal(await used.locator("[data-cw-chosen] li").allTextContents(), ["a.png (3 B)", "b.png (4 B)"]);
    equal(stage.posts, [], "nothing is sent before one says so");
    equal(await answer(page, () => submit(used).click()), "noted");
  },
};
