import { parseArgs } from "node:util";
import { runWorld, type WorldResult } from "./world.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    runs: { type: "string", default: "1" },
    verbose: { type: "boolean", default: false },
    measured: { type: "boolean", default: false },
    "old-files": { type: "boolean", default: false },
    "keep-going": { type: "boolean", default: false },
  },
});
const shownLines = 40;
const first = Number(values.seed);
const runs = Number(values.runs);
const say = (text: string) => process.stdout.write(`${text}\n`);
const counts = new Map<string, number>();
const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);

for (let seed = first; seed < first + runs; seed++) {
  const result = await runWorld(seed, {
    hasOldFiles: values["old-files"],
    ...(values.measured ? { isMeasured: true } : {}),
    ...(values.verbose ? { tell: say } : {}),
  });
  tally(result);
  if (result.violation === undefined) continue;
  process.exitCode = 1;
  if (values["keep-going"]) {
    say(`seed ${seed}: ${result.violation}`);
    continue;
  }
  if (!values.verbose) say(result.lines.slice(-shownLines).join("\n"));
  say(
    `\nSeed ${seed}: ${result.violation}\nAgain: npm run sim -- --seed ${seed}${values.measured ? " --measured" : ""} --verbose`,
  );
  break;
}
for (const [what, times] of [...counts].sort()) say(`${String(times).padStart(6)}  ${what}`);

function tally({ releases, measured, violation }: WorldResult): void {
  count(violation === undefined ? "worlds without a fault of ours" : "worlds with a violation");
  for (const { id, phase } of releases) count(`${id === "r1" ? "release" : "rollback"} ${phase}`);
  if (measured !== undefined) count(`${measured.isBad ? "bad" : "good"} version, measured: ${measured.how}`);
}
