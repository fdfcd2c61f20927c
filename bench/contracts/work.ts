// The work that is measured, one piece a process: work.js NAME ARGUMENT…
import { readFileSync } from "node:fs";
import { type ComparisonMemory, type Contract, httpContracts } from "@crossfade/contracts";
import { createSource } from "../../packages/crossfade/src/adapters/source/source.ts";
import { runAnalysis } from "../../packages/crossfade/src/main/analysis.ts";
import { openCache } from "../../packages/crossfade/src/main/cache.ts";
import { makeCompilerPatient } from "../../packages/crossfade/src/main/patient-compiler.ts";
import { told } from "./apart.ts";
import { changedPairs } from "./changed-schemas.ts";

const { compare, defaults } = httpContracts;

/** Every directed pair of some documents: read, and compared. */
function verdicts(files: readonly string[]) {
  const contracts = files.map(read);
  const memory = contracts.length > 2 ? httpContracts.memory?.() : undefined;
  const pairs = contracts.flatMap((one) =>
    contracts.filter((other) => other !== one).map((other) => breaksBetween(one, other, memory)),
  );
  return { pairs: pairs.length, breaking: pairs.reduce((sum, each) => sum + each, 0) };
}

function breaksBetween(one: Contract, other: Contract, memory: ComparisonMemory | undefined): number {
  return compare(one, other, defaults, undefined, memory).filter((each) => each.outcome === "breaking")
    .length;
}

/** Under the same path in every version, as in a repository. */
function read(file: string): Contract {
  const documents = { read: () => readFileSync(file, "utf8"), list: () => [] };
  const reading = httpContracts.read("api/openapi.json", documents);
  if (reading.kind === "problems") throw new Error(reading.problems[0]?.message);
  return reading.contract;
}

/** A whole analysis, as `crossfade check` runs it: every counterexample that it shows is confirmed. */
async function analysis([from = "", to = "", cacheFolder = "off"]: readonly string[]) {
  const source = createSource({ cwd: process.cwd(), env: {} });
  const request = { kind: "folders", from, to, also: [], artifacts: [] } as const;
  const cache = openCache({ cwd: process.cwd(), env: { CROSSFADE_CACHE: cacheFolder } });
  const report = await runAnalysis({ source: request, left: [], choose: [] }, source, 0, cache);
  const findings = Object.values(report.findings);
  return {
    breaking: findings.filter((each) => each.outcome === "breaking").length,
    unknown: findings.filter((each) => each.outcome === "unknown").length,
  };
}

/** How many of the schemas that changed, in both directions, get an answer. */
async function decided([from = "", to = ""]: readonly string[]) {
  const { decide } = await import("./our-answers.ts");
  const [one, other] = [from, to].map((file) => JSON.parse(readFileSync(file, "utf8")) as object);
  const pairs = changedPairs(one ?? {}, other ?? {});
  const questions = pairs.flatMap(({ older, newer }) => [
    { sent: older, accepted: newer },
    { sent: newer, accepted: older },
  ]);
  const answers = await decide(questions, "openapi-3.0");
  const why: Record<string, number> = {};
  for (const each of answers) {
    if (each.verdict !== "unknown") continue;
    const reason = each.reason.replace(/ at \/\S*/g, "");
    why[reason] = (why[reason] ?? 0) + 1;
  }
  return { pairs: pairs.length, questions: answers.length, why };
}

async function answers() {
  return (await import("./our-answers.ts")).ourAnswers();
}

const [name = "", ...args] = process.argv.slice(2);
const works: Record<string, (args: readonly string[]) => unknown> = { verdicts, analysis, decided, answers };
const work = works[name];
if (!work) throw new Error(`no work is called ${name}`);
// As the program does before it analyses anything.
makeCompilerPatient();
await told(() => work(args));
