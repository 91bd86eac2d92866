// Texts that try to be more than texts, in every place that has one.

import { answer, composer, submit, turns, widget } from "./chat.mjs";
import { checkWidth } from "./layout.mjs";
import { check, equal } from "./stage.mjs";

const NARROW = { viewport: { width: 360, height: 740 } };

async function harmless(stage, page) {
  check((await page.evaluate(() => window.__pwned)) === undefined, "nothing ran");
  equal(await page.locator("[data-cw-log] :is(script, iframe, style, object, embed, base, meta, link)").count(), 0);
  const handlers = await page.locator("chat-widgets *").evaluateAll((elements) => {
    return elements.flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith("on") || name === "style"));
  });
  equal(handlers, [], "no attribute runs or styles");
  const places = await page.locator("chat-widgets :is([href], [src], [action])").evaluateAll((elements) => {
    return elements.flatMap(({ href, src, action }) => [href, src, action]).filter((url) => /^(javascript|data:text)/i.test(url));
  });
  equal(places, [], "no address runs");
  await checkWidth(page);
  check((await composer(page).boundingBox()).width > 150, "the composer has its place");
  const requests = stage.foreign ?? [];
  equal(requests, [], "nothing is fetched from elsewhere");
}

async function watch(stage) {
  stage.foreign = [];
  (await stage.context(NARROW)).on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(stage.server) && !url.startsWith("data:")) stage.foreign.push(url);
  });
}

const seed = (number) => async (stage) => {
  await watch(stage);
  const page = await stage.open(`hostile ${number}`);
  equal(await page.locator(".cw-widget").count(), 17, "every widget is there");
  await harmless(stage, page);
  await answer(page, () => submit(widget(page, "button")).click());
  await page.locator(".cw-thumb[data-cw-open]").first().click();
  await page.locator("dialog[open]").waitFor();
  await harmless(stage, page);
  await page.keyboard.press("Escape");
  for (const submits of await page.locator("form.cw-control button[type=submit]").all()) await submits.hover();
  await composer(page).fill("still here");
  equal(await answer(page, () => composer(page).press("Enter")), "noted");
  await harmless(stage, page);
};

export const scenarios = {
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((number) => [`seed ${number}`, seed(number)])),

  "what one writes oneself is a text": async (stage) => {
    await watch(stage);
    const page = await stage.open("button");
    const texts = [
      "<img src=x onerror=__pwned=1>",
      "</template><script>__pwned=1</script>",
      "[x](javascript:__pwned=1)",
      "W".repeat(20_000),
      "\u202edesrever",
    ];
    for (const text of texts) {
      await composer(page).fill(text);
      await answer(page, () => composer(page).press("Enter"));
      equal(await page.locator(".cw-user .cw-text").last().textContent(), text);
      await harmless(stage, page);
    }
    await page.reload();
    equal(await turns(page).count(), 1 + texts.length);
    await harmless(stage, page);
  },
};
