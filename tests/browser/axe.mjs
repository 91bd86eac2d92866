// What axe finds: on every widget in every state, in every theme.

import axe from "axe-core";

import { answer, composer, submit, widget } from "./chat.mjs";
import { fillForm } from "./form.mjs";
import { EVERYTHING } from "./layout.mjs";
import { equal } from "./stage.mjs";
import { failure } from "./waiting.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const THEMES = ["light", "dark", "corporate"];

/** Looks at the page as it is, in each theme. */
async function look(page) {
  await page.evaluate(axe.source);
  const found = [];
  for (const theme of THEMES) {
    await page.evaluate((theme) => {
      for (const element of [document.documentElement, ...document.querySelectorAll("chat-widgets, .cw")]) {
        element.dataset.theme = theme;
      }
      // A colour on its way to another one is neither.
      for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
    }, theme);
    const { violations } = await page.evaluate((tags) => axe.run({ runOnly: tags }), TAGS);
    for (const { id, help, nodes } of violations) {
      const places = nodes.slice(0, 3).map(({ html, any, all, none }) => {
        return `${html.slice(0, 250)} ${[...any, ...all, ...none].map(({ message }) => message).join("; ")}`;
      });
      found.push(`${theme}: ${id} (${help}), ${nodes.length}: ${places.join(" | ")}`);
    }
  }
  equal(found, [], "what axe finds");
}

export const scenarios = {
  "every widget that is open": async (stage) => look(await stage.open(`${EVERYTHING}, filled form, dismissible form`)),

  "an empty page": async (stage) => {
    const page = await (await stage.context()).newPage();
    await page.goto(stage.server);
    await look(page);
  },

  "every widget that is done": async (stage) => {
    const page = await stage.open("once, name, form");
    await answer(page, () => submit(widget(page, "button")).click());
    await widget(page, "input").getByRole("textbox").fill("Ada");
    await answer(page, () => submit(widget(page, "input")).click());
    const form = await fillForm(page);
    await answer(page, () => submit(form).click());
    await look(page);
  },

  "every widget that is expired": async (stage) => {
    const page = await stage.open("late");
    await page.locator("[data-cw-state=expired]").waitFor();
    await look(page);
  },

  "errors at fields": async (stage) => {
    const page = await stage.open("form, files, name, radio, day");
    for (const type of ["fileupload", "dropdown", "datepicker", "form"]) await submit(widget(page, type)).click();
    await widget(page, "input").getByRole("textbox").fill("Taken");
    await submit(widget(page, "input")).click();
    await page.getByText("is taken").waitFor();
    await look(page);
  },

  "a click that is on its way, and one that failed": async (stage) => {
    const page = await stage.open("slow, shaky");
    await stage.ask("fail");
    await submit(page.locator(".cw-button").last()).click();
    await failure(page).waitFor();
    await submit(page.locator(".cw-button").first()).click();
    await composer(page).fill("slow answer");
    await composer(page).press("Enter");
    await page.locator("[data-cw-typing]").waitFor();
    await look(page);
    await answer(page, () => stage.ask("end"));
    await answer(page, () => stage.ask("end"));
  },

  "Markdown, and the way to the newest": async (stage) => {
    const page = await stage.open("long");
    await composer(page).fill("markdown");
    await answer(page, () => composer(page).press("Enter"));
    await look(page);
    await page.locator("[data-cw-scroll]").evaluate((box) => box.scrollTo(0, 0));
    await page.locator("[data-cw-newest]").waitFor();
    await look(page);
  },

  "a large image": async (stage) => {
    const page = await stage.open("image");
    await page.locator(".cw-thumb").click();
    await page.locator("dialog[open]").waitFor();
    await look(page);
  },

  "a conversation that is gone": async (stage) => {
    const page = await stage.show("00000000-0000-4000-8000-000000000000");
    await page.locator("[data-cw-notice]").waitFor();
    await look(page);
  },

  "errors on a page without a script": async (stage) => {
    // axe needs a browser that runs scripts: only ours are missing.
    await (await stage.context()).route("**/*.js", (route) => route.fulfill({ body: "", contentType: "text/javascript" }));
    const page = await stage.open("form");
    // This browser checks by itself what is required; others do not.
    await page.locator(".cw-form form").evaluate((form) => (form.noValidate = true));
    await Promise.all([page.waitForEvent("load"), submit(widget(page, "form")).click()]);
    await page.locator(".cw-error:visible").first().waitFor();
    await look(page);
  },

  "a small German page": async (stage) => {
    await look(await stage.open(EVERYTHING, { locale: "de", viewport: { width: 360, height: 740 } }));
  },
};
