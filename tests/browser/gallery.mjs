// The example `gallery`: every widget by its word, and the sentence that its handler says.

import { answer, composer, drop, submit, turns, widget } from "./chat.mjs";
import { check, equal, until } from "./stage.mjs";

async function open(stage) {
  const page = await (await stage.context()).newPage();
  await page.goto(stage.server);
  return page;
}

export async function ask(page, word) {
  await composer(page).fill(word);
  return answer(page, () => composer(page).press("Enter"));
}

const send = (page, type) => answer(page, () => submit(widget(page, type)).click());

export async function fillTrip(page) {
  const form = widget(page, "form");
  await form.getByLabel("Your name").fill("Ada");
  await form.getByRole("slider").fill("3");
  await form.getByText("Second").click();
  await form.locator("input[type=date]").fill("2026-07-01");
  await form.getByRole("switch").click();
  await form.getByText("Dinner").click();
}

export const scenarios = {
  "it says what every widget sent": async (stage) => {
    const page = await open(stage);
    await answer(page, () => page.getByRole("button", { name: "Show everything" }).click());
    equal(await send(page, "button"), "button was pressed");
    equal(await send(page, "card"), "card was pressed");
    await widget(page, "input").getByRole("textbox").fill("Grace");
    equal(await send(page, "input"), "input got Grace");
    await widget(page, "textarea").getByRole("textbox").fill("once");
    equal(await send(page, "textarea"), "textarea got 4 characters");
    await widget(page, "dropdown").locator("select").selectOption("green");
    equal(await send(page, "dropdown"), "dropdown got green");
    await widget(page, "slider").getByRole("slider").fill("35");
    equal(await send(page, "slider"), "slider got 35");
    await widget(page, "toggle").getByRole("switch").click();
    equal(await send(page, "toggle"), "toggle got on");
    const files = [{ name: "photo.png", type: "image/png", size: 3 }];
    await drop(page, widget(page, "fileupload").locator("[data-cw-drop]"), files);
    equal(await send(page, "fileupload"), "files got photo.png (3 bytes, image/png)");
    await widget(page, "themeswitcher").getByText("dark").click();
    equal(await send(page, "themeswitcher"), "theme got dark");
    await widget(page, "datepicker").locator("input[type=date]").fill("2026-03-14");
    equal(await send(page, "datepicker"), "date got 2026-03-14");
    await widget(page, "multiselect").getByText("red").click();
    equal(await send(page, "multiselect"), "tags got red");
    equal(await send(page, "imagecollection"), "image was pressed");
    await fillTrip(page);
    const trip = "form got Ada, 3 travellers, no budget, Second class, 2026-07-01, a bicycle, meals: Dinner, tickets: nothing, no notes";
    equal(await send(page, "form"), trip);
  },

  "it shows every state": async (stage) => {
    const page = await open(stage);
    equal(await ask(page, "once"), "Here is: once");
    equal(await send(page, "button"), "once was pressed");
    await ask(page, "slow");
    await submit(widget(page, "button")).click();
    equal(await page.locator("[aria-busy=true]").count(), 1);
    await ask(page, "failing");
    await submit(widget(page, "button")).click();
    await page.locator(".cw-failure").waitFor();
    await ask(page, "name");
    await widget(page, "input").getByRole("textbox").fill("Bob");
    await submit(widget(page, "input")).click();
    await page.getByText(/^“.*” must be Ada\.$/).waitFor();
    await ask(page, "counter");
    equal(await send(page, "button"), "counter got 1");
    equal(await send(page, "button"), "counter got 2");
    await ask(page, "markdown");
    check(await page.locator("table").isVisible(), "there is a table");
    await until("the slow one is ready", async () => (await turns(page).allInnerTexts()).join().includes("slow is ready"));
  },
};
