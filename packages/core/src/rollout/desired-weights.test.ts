import { expect, test } from "vitest";
import { shopSpec } from "../../../../test/rollout/shop-spec.ts";
import { isSameWeights, whoseWeights } from "./applied-weights.ts";
import { desiredWeights } from "./desired-weights.ts";
import type { ReleaseEvent } from "./journal.ts";
import { noProgress, record } from "./progress.ts";

const spec = shopSpec({ bakeMs: 0 });
const progressAfter = (...events: readonly ReleaseEvent[]) =>
  events.reduce(
    (progress, event, index) => record(spec, progress, { seq: index + 1, atMs: 0, actor: "engine", event }),
    noProgress,
  );
const did = (step: string, ...stations: readonly number[]): ReleaseEvent[] => [
  { kind: "begun", step },
  ...stations.map((station): ReleaseEvent => ({ kind: "did", step, station })),
];
const running: ReleaseEvent = { kind: "start-asked", atMs: 0 };

test("before the release has said anything, everybody has the version that it began with", () => {
  expect(desiredWeights(spec, noProgress, "api")).toEqual({ "0": 10_000 });
});

test("the last weighing that was done is what is wanted: first of the start, then rung by rung", () => {
  // Stations of a start: verify, pin, weigh. Of an end: bake, weigh, bake, weigh, bake, drain.
  const started = progressAfter(running, ...did("start api@1", 0, 1, 2));
  expect(desiredWeights(spec, started, "api")).toEqual({ "1": 500, "0": 9_500 });
  const climbing = progressAfter(
    running,
    ...did("start api@1", 0, 1, 2),
    { kind: "finished", step: "start api@1" },
    ...did("end api@0"),
    { kind: "promoted", step: "end api@0", station: 0 },
    { kind: "did", step: "end api@0", station: 1 },
  );
  expect(desiredWeights(spec, climbing, "api")).toEqual({ "1": 2_500, "0": 7_500 });
});

test("a weighing that is only asked for is not wanted yet", () => {
  const pinned = progressAfter(running, ...did("start api@1", 0, 1));
  expect(desiredWeights(spec, pinned, "api")).toEqual({ "0": 10_000 });
});

test("what a person has set is what is wanted", () => {
  const weights = { "1": 700, "0": 9_300 };
  const taken = progressAfter(running, ...did("start api@1", 0, 1, 2), {
    kind: "taken-over",
    component: "api",
    weights,
  });
  expect(desiredWeights(spec, taken, "api")).toEqual(weights);
});

test("what is taken back is wanted as soon as it is", () => {
  const aborted = progressAfter(running, ...did("start api@1", 0, 1, 2), { kind: "aborted", why: "enough" });
  const index = aborted.undo?.deeds.findIndex(({ deed }) => deed.kind === "weigh") ?? -1;
  const back = record(spec, aborted, {
    seq: 99,
    atMs: 0,
    actor: "engine",
    event: { kind: "undid", deed: index },
  });
  expect(desiredWeights(spec, back, "api")).toEqual({ "0": 10_000 });
});

const half = { a: 5_000, b: 5_000 };
const all = { a: 10_000 };

test.each([
  ["as wanted", { generation: 9, weights: all }, {}, "ours"],
  [
    "another, and newer than all that was told",
    { generation: 9, weights: half },
    { applied: { generation: 8, weights: all } },
    "person",
  ],
  [
    "another, of the very generation that was told",
    { generation: 8, weights: half },
    { applied: { generation: 8, weights: all } },
    "old",
  ],
  ["another, and nothing was ever told", { generation: 1, weights: half }, {}, "person"],
  [
    "another, and not newer",
    { generation: 7, weights: half },
    { applied: { generation: 8, weights: all } },
    "old",
  ],
  [
    "those that it was told, of a generation that another component made",
    { generation: 12, weights: half },
    { applied: { generation: 8, weights: half } },
    "old",
  ],
  [
    "what was asked for when the answer was lost",
    { generation: 9, weights: half },
    { applied: { generation: 8, weights: all }, asking: { generation: 9, weights: half } },
    "ours",
  ],
  [
    "newer than what was asked for",
    { generation: 10, weights: half },
    { applied: { generation: 8, weights: all }, asking: { generation: 9, weights: all } },
    "person",
  ],
] as const)("weights of a router that are %s", (_, found, memory, whose) => {
  expect(whoseWeights(found, [all], memory)).toBe(whose);
});

test("a weight of nothing is no weight", () => {
  expect(isSameWeights({ a: 10_000, b: 0 }, { a: 10_000 })).toBe(true);
  expect(isSameWeights({ a: 10_000 }, { b: 10_000 })).toBe(false);
});
