// A page whose own words are from right to left.

import { answer, composer, submit, widget } from "./chat.mjs";
import { check, equal } from "./stage.mjs";

export const scenarios = {
  "the page is turned around": async (stage) => {
    const page = await stage.open("button, form, slider, toggle", { locale: "he" });
    equal(await page.locator("html").getAttribute("dir"), "rtl");
    const message = await composer(page).boundingBox();
    const send = await page.locator(".cw-send").boundingBox();
    check(send.x < message.x, "the button that sends is on the left");
    await composer(page).fill("שלום");
    await answer(page, () => composer(page).press("Enter"));
    const mine = await page.locator(".cw-user .cw-text").last().boundingBox();
    const log = await page.locator("[data-cw-log]").boundingBox();
    check(mine.x < log.x + log.width / 2, "my own words are on the left");
    equal(await answer(page, () => submit(widget(page, "button")).click()), "noted");
    const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
    check(wide <= 0, "it is not too wide");
  },
};
