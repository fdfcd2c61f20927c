import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Apart, best, type Took } from "./contracts/apart.ts";
import { type Built, build } from "./contracts/built.ts";
import { documentOf, fetched, fetchGithub, folderOf, released } from "./contracts/github-api.ts";
import type { OurAnswers } from "./contracts/our-answers.ts";
import { answerRows, sideBySide } from "./peers/answer-rows.ts";
import { installPeers, peers } from "./peers/pinned.ts";
import type { Answers } from "./peers/questions.ts";
import type { Bench, Row } from "./row.ts";

/** GitHub's API, ten releases in a row: 11 to 13 MB each. */
const versions = ["17.0.0", "18.0.0", "18.2.0", "19.0.0", "19.1.0", "20.0.0", "21.0.0", "22.0.0", "23.0.0"];
const lastOfAll = "23.0.2";
const [older, newer] = ["22.0.0", "23.0.0"];
const again = `${newer}-again`;
const limitS = 120;

/** Two 13 MB OpenAPI documents, as the built program reads and compares them; and others at the same work. */
export const bench: Bench = async ({ quick }) => {
  const wanted = quick ? [older, newer] : [...versions, lastOfAll];
  const why = fetchGithub(wanted);
  if (why !== undefined) {
    process.stderr.write(`contracts: skipped, the documents cannot be fetched: ${why}\n`);
    return [];
  }
  released(newer, again);
  const built = await build();
  try {
    const rounds = quick ? 1 : 3;
    const ours = speedRows(built, rounds);
    const others = peerRows(built, ours.verdicts);
    return [
      ...ours.rows,
      ...(quick ? [] : tenVersions(built, wanted, rounds)),
      ...decidedRows(built),
      ...others,
    ];
  } finally {
    await built.remove();
  }
};

function speedRows(built: Built, rounds: number): { rows: Row[]; verdicts: Apart } {
  const work = (...args: string[]) => best(rounds, built.fileOf("work"), args, limitS);
  const verdicts = work("verdicts", documentOf(older), documentOf(newer));
  const whole = work("analysis", folderOf(older), folderOf(newer));
  const unchanged = work("analysis", folderOf(newer), folderOf(again));
  const cache = mkdtempSync(join(fetched, "cache-"));
  work("analysis", folderOf(older), folderOf(newer), cache);
  const warm = work("analysis", folderOf(older), folderOf(newer), cache);
  rmSync(cache, { recursive: true });
  const rows = [
    secondsRow("verdicts in both directions", verdicts, 2),
    secondsRow("a whole check, every counterexample confirmed", whole, 6),
    memoryRow("a whole check", whole),
    secondsRow("a whole check of an unchanged contract", unchanged, 1),
    secondsRow("a whole check of what was compared before, from the cache", warm, 0.3),
  ];
  return { rows, verdicts };
}

function tenVersions(built: Built, all: readonly string[], rounds: number): Row[] {
  const args = ["verdicts", ...all.map(documentOf)];
  const took = best(rounds, built.fileOf("work"), args, limitS * 5);
  const pairs = all.length * (all.length - 1);
  return [secondsRow(`${all.length} versions, ${pairs} directed pairs`, took, 10)];
}

function decidedRows(built: Built): Row[] {
  const done = best(1, built.fileOf("work"), ["decided", documentOf(older), documentOf(newer)], limitS);
  const name = "schemas that changed, decided in both directions";
  const goal = ">= 97 %";
  if (done.kind === "lost")
    return [{ ...base(`${name} (${done.why})`), value: 0, unit: "%", goal, met: false }];
  const { questions, why } = done.took.result as { questions: number; why: Record<string, number> };
  for (const [reason, count] of Object.entries(why))
    process.stderr.write(`  undecided: ${count} ${reason}\n`);
  const undecided = Object.values(why).reduce((sum, each) => sum + each, 0);
  const share = (100 * (questions - undecided)) / questions;
  return [{ ...base(`${name} (${questions} questions)`), value: share, unit: "%", goal, met: share >= 97 }];
}

/** The same documents, and questions whose answers are known, for each peer that can be had. */
function peerRows(built: Built, verdicts: Apart): Row[] {
  const installed = installPeers();
  if ("why" in installed) {
    process.stderr.write(`contracts: peers skipped, they cannot be installed: ${installed.why}\n`);
    return [];
  }
  const peer = (...args: string[]) => best(1, built.fileOf("peer"), [installed.folder, ...args], limitS);
  const asked = best(1, built.fileOf("work"), ["answers"], limitS);
  if (asked.kind === "lost") throw new Error(`our own answers: ${asked.why}`);
  const ours = asked.took.result as OurAnswers;
  const theirs = new Map<string, Answers>();
  for (const { name } of peers) {
    const said = peer(name, "answers");
    if (said.kind === "took") theirs.set(name, said.took.result as Answers);
  }
  process.stderr.write(sideBySide(ours, theirs));
  const speed = peers
    .filter(({ name }) => name !== "json-schema-diff")
    .flatMap(({ name, version }) => {
      const files = [documentOf(older), documentOf(newer)];
      return versus(`${name} ${version}`, verdicts, peer(name, "compare", ...files));
    });
  return [...speed, ...answerRows(ours, theirs)];
}

function versus(peer: string, ours: Apart, theirs: Apart): Row[] {
  if (ours.kind === "lost") return [];
  const { wallS } = ours.took;
  const peerValue = secondsOf(theirs);
  const lost = theirs.kind === "lost" ? ` (${theirs.why}, no answer)` : "";
  return [
    {
      ...base("verdicts in both directions, beside a peer"),
      value: wallS,
      unit: "s",
      peer: peer + lost,
      peerValue,
      ratio: peerValue / wallS,
    },
  ];
}

function base(name: string) {
  return { bench: "contracts", name };
}

function secondsRow(name: string, done: Apart, goalS: number): Row {
  const value = secondsOf(done);
  const how =
    done.kind === "lost"
      ? done.why
      : `${done.took.processorS.toFixed(1)} s of processor${foundIn(done.took)}`;
  const met = done.kind === "took" && value <= goalS;
  return { ...base(`${name} (${how})`), value, unit: "s", goal: `<= ${goalS.toFixed(1)} s`, met };
}

function foundIn({ megabytes, result }: Took): string {
  const found = Object.entries(result as object).map(([word, count]) => `${count} ${word}`);
  return [`, ${megabytes.toFixed(0)} MB`, ...found].join(", ");
}

function memoryRow(name: string, done: Apart): Row {
  const value = done.kind === "took" ? done.took.megabytes : Number.NaN;
  return { ...base(`${name}, peak memory`), value, unit: "MB", goal: "<= 400 MB", met: value <= 400 };
}

function secondsOf(done: Apart): number {
  return done.kind === "took" ? done.took.wallS : done.afterS;
}
