// Plays the scenarios of a script: `node play.mjs SCRIPT SERVER`, where the server is a URL, or an example's program. Each
// begins with a new profile, and fails if the console has an error or the content security policy was violated.

import { chromium } from "playwright-core";

import { Example } from "./example.mjs";
import { Stage } from "./stage.mjs";

/** How long a scenario may take: some of what it awaits has no limit of its own. */
const DEADLINE = 60_000;

const [script, place] = process.argv.slice(2);
const { scenarios } = await import(`./${script}.mjs`);
const example = place.startsWith("http:") ? undefined : new Example(place);
const server = example ? await example.start() : place;
const browser = await chromium.launch({ executablePath: process.env.CHATWIDGETS_CHROMIUM, args: ["--no-sandbox"] });
// For whoever looks for the reason of a failure.
const only = process.env.CHATWIDGETS_SCENARIO ?? "";
let failed = 0;
for (const [name, act] of Object.entries(scenarios).filter(([name]) => name.includes(only))) {
  const began = performance.now();
  const stage = new Stage(browser, server, example);
  let outcome = "ok    ";
  try {
    const clock = AbortSignal.timeout(DEADLINE);
    const end = new Promise((_, reject) => clock.addEventListener("abort", () => reject(new Error("it never ended"))));
    await Promise.race([act(stage), end]);
    stage.checkConsole();
  } catch (error) {
    failed += 1;
    outcome = "FAILED";
    const complaints = stage.complaints.map((line) => `console: ${line}`);
    console.log([error.stack, ...complaints].join("\n").replace(/^/gm, "    "));
    await stage.keepPictures(`${script} ${name}`);
  }
  console.log(`${outcome} ${script}: ${name} (${Math.round(performance.now() - began)} ms)`);
  await stage.close();
}
await browser.close();
await example?.stop();
process.exitCode = failed ? 1 : 0;
