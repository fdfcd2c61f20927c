// The main job, on one machine: a control plane, a router, a shop with customers, and a release.
//   node start.mjs          to its middle; the rest is yours
//   node start.mjs --auto   to its end, alone; exit code 0 only if everything happened as it should
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Narrator } from "./demo/narrator.mjs";
import { endAll, freePort } from "./demo/programs.mjs";
import { openShop } from "./demo/shop.mjs";
import { endWhatWasLeft, setStage } from "./demo/stage.mjs";
import { abortBad, askBefore, promoteGood, refuseNaive, workerFollows } from "./demo/story.mjs";

const isAuto = process.argv.includes("--auto");
const folder = process.env.CROSSFADE_DEMO ?? join(import.meta.dirname, "../../.crossfade/demo");
const began = performance.now();
const narrator = new Narrator();
let isEnding = false;

async function end(code) {
  if (isEnding) return;
  isEnding = true;
  await endAll();
  endWhatWasLeft(folder);
  process.exit(code);
}
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => end(isAuto ? 130 : 0));

try {
  mkdirSync(folder, { recursive: true });
  const ports = { shop: await freePort(8080), control: await freePort(7717) };
  setStage(folder, ports);
  const shop = await openShop({ folder, ports, narrator });
  await refuseNaive(shop);
  await abortBad(shop);
  const release = await askBefore(shop);
  if (isAuto) {
    await promoteGood(shop, release);
    await workerFollows(shop, release);
    narrator.say(`\nEverything happened, in ${Math.round((performance.now() - began) / 1_000)} s.`);
    await end(0);
  }
  narrator.yours(shop, release);
} catch (error) {
  narrator.say(`\nThe demonstration failed: ${error.message}`);
  await end(1);
}
