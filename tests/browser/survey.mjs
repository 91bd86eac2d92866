// Values about which a browser and a schema might not be of one mind.

import { answer, submit, widget } from "./chat.mjs";
import { check, equal } from "./stage.mjs";

/** How many forms of twelve fields are filled with values by chance. */
const FORMS = 850;

/** Fills a form again and again, and tells what the page refuses and the server takes; in the page. */
async function compare(forms) {
  // "mulberry32"; one seed gives the same values each time.
  let seed = 15;
  const chance = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const upTo = (most) => Math.floor(chance() * (most + 1));
  const two = (number) => String(number).padStart(2, "0");
  const number = (reach) => (chance() * 2 - 1) * reach;
  const clock = () => `${two(8 + upTo(11))}:${two(upTo(59))}${chance() < 0.3 ? `:${two(upTo(59))}` : ""}`;
  const day = () => `2026-0${2 + upTo(2)}-${two(1 + upTo(27))}`;
  const values = {
    text: () => Array.from({ length: upTo(8) }, () => ["a", "ß", "🙂", " "][upTo(3)]).join(""),
    whole: () => (chance() < 0.2 ? number(20).toFixed(1) : String(Math.round(number(12)))),
    sevens: () => String(7 * Math.round(number(10 ** upTo(14))) + (chance() < 0.3 ? upTo(6) : 0)),
    between: () => number(4).toFixed(upTo(3)),
    cents: () => number(10 ** upTo(12)).toFixed(chance() < 0.8 ? 2 : 3),
    tenths: () => number(6).toFixed(chance() < 0.8 ? 1 : 2),
    single: () => number(10 ** upTo(38)).toExponential(upTo(9)),
    day,
    instant: () => `2026-03-1${4 + upTo(1)}T${clock()}`,
    local: () => `2026-03-1${3 + upTo(2)}T${clock()}`,
    time: clock,
    email: () => ["a@b", "a@b.example", "ä@b.example", "a@exämple.org", "a b@c", "a@", "@b"][upTo(6)],
  };
  const script = document.querySelector("script[type=module]").src;
  const { check, payloadOf } = await import(new URL("fields.js", script).href);
  const form = [...document.querySelectorAll("form.cw-control")].at(-1);
  const at = (name) => form.querySelector(`[data-cw-field="${name}"]`);
  const wrong = [];
  const counts = { refused: 0, taken: 0 };
  for (let filled = 0; filled < forms; filled += 1) {
    for (const [name, value] of Object.entries(values)) at(name).querySelector("input").value = value();
    check(form);
    const payload = payloadOf(form);
    const headers = { "content-type": "application/json", accept: "application/json" };
    const body = JSON.stringify({ action: "keep_limits", payload });
    const answer = await (await fetch("/api/chat/action", { method: "POST", headers, body })).json();
    for (const name of Object.keys(values)) {
      const error = at(name).querySelector(".cw-error");
      const isTaken = !(answer.errors ?? []).some(({ pointer }) => pointer === `/${name}`);
      counts[isTaken ? "taken" : "refused"] += 1;
      if (isTaken && !error.hidden) wrong.push([name, payload[name], error.textContent]);
    }
  }
  return { wrong, counts };
}

export const scenarios = {
  "what the server takes, the page does not refuse": async (stage) => {
    const page = await stage.open("survey");
    const form = widget(page, "form");
    const field = (name) => form.locator(`[data-cw-field="${name}"]`);
    equal(await field("stars").getByRole("radio", { checked: true }).count(), 0, "no mark is given beforehand");
    equal(await field("stars").getByRole("radio").count(), 5);
    await submit(form).click();
    check((await field("stars").innerText()).includes("is required"), "a mark must be given");
    equal(stage.posts, []);

    await field("stars").getByRole("radio", { name: "4" }).check();
    await field("amount").locator("input").fill("2000000.13");
    await field("balance").getByRole("slider").fill("-0.3");
    await field("site").locator("input").fill("https://example.com/ ");
    for (const label of ["Quite sure", "Not at all"]) await field("answer").getByLabel(label).check();
    for (const label of ["Left", "Neither side"]) await field("side").getByLabel(label).check();
    // Half of a character, as a cut paste leaves it.
    await field("note").locator("input").evaluate((input) => { input.value = "a \ud83d b"; });
    equal(await answer(page, () => submit(form).click()), "noted");
  },

  "what is no multiple is refused": async (stage) => {
    const page = await stage.open("survey");
    const form = widget(page, "form");
    const amount = form.locator('[data-cw-field="amount"]');
    for (const [value, isRight] of [["2000000.131", false], ["1e-2", true], ["1e-3", false], ["-0.07", true], ["9007199254740993.01", true]]) {
      await amount.locator("input").fill(value);
      await submit(form).click();
      equal(!(await amount.innerText()).includes("must be a multiple of 0.01"), isRight, value);
    }
    equal(stage.posts, []);
  },

  "ten thousand values: what the server takes, no check refuses": async (stage) => {
    const page = await stage.open("limits", { timezoneId: "Europe/Zurich" });
    const { wrong, counts } = await page.evaluate(`(${compare})(${FORMS})`);
    equal(wrong.slice(0, 5), []);
    check(counts.taken > 3000 && counts.refused > 2000, JSON.stringify(counts));
    equal(counts.taken + counts.refused, 12 * FORMS);
    stage.posts.length = 0;
  },

  "what it shows, it sends": async (stage) => {
    const page = await stage.open("filled survey");
    const field = (name) => widget(page, "form").locator(`[data-cw-field="${name}"]`);
    check(await field("number").locator("input").evaluate((input) => input.readOnly), "it cannot be changed");
    equal((await field("sides").innerText()).split("\n").at(-1), "Left, Neither side");
    equal(await field("paid").locator("input:not([type=hidden])").count(), 0, "nor can this");
    equal(await answer(page, () => submit(widget(page, "form")).click()), "noted");
  },

  "the same without a script": async (stage) => {
    const page = await stage.open("filled survey", { javaScriptEnabled: false });
    await submit(widget(page, "form")).click();
    await page.getByText("noted").waitFor();
  },
};
