import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { progressOf, type ReleaseEvent } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { diceOf } from "../rollout/dice.ts";
import { World } from "../rollout/world.ts";
import { type RecordedJournal, stories } from "./told-journals.ts";

/** What this build writes. A new schema gets recordings of its own; those that are there are never written again. */
const schema = 1;
const folder = fileURLToPath(new URL("recorded/", import.meta.url));
const fileOf = (name: string) => `${folder}release-${schema}-${name}.json`;
if (process.env.CROSSFADE_RECORD === "1")
  for (const [name, tell] of Object.entries(stories))
    if (!existsSync(fileOf(name))) writeFileSync(fileOf(name), `${JSON.stringify(tell())}\n`);

const recordings = readdirSync(folder).map((name): [string, RecordedJournal] => [
  name,
  JSON.parse(readFileSync(`${folder}${name}`, "utf8")),
]);

describe.each(recordings)("the release of %s", (_, { spec, journal, progress }) => {
  test("stands where it stood when it was written", () => {
    expect(progressOf(spec, journal)).toEqual(progress);
  });

  test("is driven to its end", () => {
    const world = new World(spec, diceOf(3), 0);
    world.journal.push(...journal);
    world.nowMs = journal.at(-1)?.atMs ?? 0;
    for (const label of ["api", "worker", "page"].map((each) => `${each}@1`)) world.serving.add(label);
    world.forget();
    for (let look = 0; look < 5_000 && !["completed", "aborted"].includes(world.progress.phase); look++) {
      if (world.progress.hold !== undefined) world.write({ kind: "resumed" }, "lead");
      world.look();
    }
    expect(world.progress.phase).toBe(progress.phase === "running" ? "completed" : progress.phase);
  });
});

test("every schema of a release that was published has a recording", () => {
  for (let each = 1; each <= schema; each++)
    expect(recordings.filter(([, { spec }]) => spec.releaseSchema === each)).not.toEqual([]);
});

test("every kind of event is in a recording", () => {
  const kinds: Readonly<Record<ReleaseEvent["kind"], true>> = {
    "start-asked": true,
    approved: true,
    "approval-denied": true,
    begun: true,
    did: true,
    failed: true,
    pending: true,
    judged: true,
    "promotion-asked": true,
    overridden: true,
    promoted: true,
    "let-go": true,
    finished: true,
    cleared: true,
    held: true,
    resumed: true,
    "taken-over": true,
    answered: true,
    "calendar-changed": true,
    aborted: true,
    undid: true,
    "undo-failed": true,
    ended: true,
  };
  const seen = new Set<string>(
    recordings.flatMap(([, { journal }]) => journal.map(({ event }) => event.kind)),
  );
  expect(Object.keys(kinds).filter((kind) => !seen.has(kind))).toEqual([]);
});
