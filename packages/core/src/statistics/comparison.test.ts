import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Dice } from "../../../../bench/gates/dice.ts";
import { polls, releaseOf, type UserWorld } from "../../../../bench/gates/user-world.ts";
import { comparedTraffic } from "./compared-seconds.ts";
import { beginComparison, withTraffic } from "./comparison.ts";
import {
  type ComparisonOptions,
  type ComparisonState,
  defaultComparison,
  readComparison,
} from "./comparison-state.ts";
import { fixedLatencyPlan } from "./latency-thresholds.ts";

const versions = { component: "api", candidate: "2.0.0", baseline: "1.0.0" } as const;
const options: ComparisonOptions = {
  ...defaultComparison,
  objective: 0.05,
  latency: fixedLatencyPlan([50, 200], [], 1.5),
};
const shop: UserWorld = {
  users: 500,
  requestsPerS: 50,
  seconds: 200,
  weights: [
    { sinceS: 0, candidateShare: 0.1 },
    { sinceS: 90, candidateShare: 0.5 },
  ],
  fails: (_, dice) => dice.uniform() < 0.01,
  latency: (_, dice) => 200 * dice.uniform() ** 2,
};

function measured(seed: number) {
  return [...polls(shop, options, new Dice(seed, "shop"), 40)].map((each) => each.measured);
}

const traffic = (seed: number) => measured(seed).map((each) => comparedTraffic([each], versions));
const folded = (parts: readonly ReturnType<typeof comparedTraffic>[]) =>
  parts.reduce((state, each) => withTraffic(state, each, shop.weights), beginComparison(options));
const asJson = (state: ComparisonState): ComparisonState => JSON.parse(JSON.stringify(state));

test("a comparison that is kept as JSON after every poll ends where one that never stopped ends", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000 }), (seed) => {
      const parts = traffic(seed);
      const kept = parts.reduce(
        (state, each) => withTraffic(asJson(state), each, shop.weights),
        beginComparison(options),
      );
      const whole = { fromS: 0, toS: 200, seconds: parts.flatMap((each) => each.seconds) };
      expect(kept).toEqual(asJson(withTraffic(beginComparison(options), whole, shop.weights)));
    }),
    { numRuns: 10 },
  );
});

test("seconds that come twice count once", () => {
  const parts = traffic(1);
  const twice = parts.flatMap((each) => [each, each]);
  expect(folded(twice)).toEqual(folded(parts));
});

test("the order in which a router tells its rows changes nothing", () => {
  const [first] = measured(2);
  if (first === undefined) throw new Error("nothing was measured");
  fc.assert(
    fc.property(fc.shuffledSubarray([...first.seconds], { minLength: first.seconds.length }), (seconds) => {
      const shuffled = comparedTraffic([{ ...first, seconds }], versions);
      expect(folded([shuffled])).toEqual(folded(traffic(2).slice(0, 1)));
    }),
    { numRuns: 20 },
  );
});

test("what two routers have counted is compared as if one had counted it", () => {
  const [one, other] = [measured(3)[0], measured(4)[0]];
  if (one === undefined || other === undefined) throw new Error("nothing was measured");
  const both = { ...one, seconds: [...one.seconds, ...other.seconds] };
  expect(comparedTraffic([one, other], versions)).toEqual(comparedTraffic([both], versions));
  const behind = { ...other, toS: other.toS - 3 };
  const merged = comparedTraffic([one, behind], versions);
  expect(merged.toS).toBe(behind.toS);
  expect(merged.seconds.every(({ second }) => second < behind.toS)).toBe(true);
});

test("a comparison is not begun anew when a stage changes, only its users are", () => {
  const [first, ...rest] = traffic(5);
  const early = folded([first ?? { fromS: 0, toS: 0, seconds: [] }]);
  const late = folded([first ?? { fromS: 0, toS: 0, seconds: [] }, ...rest]);
  expect(late.period).toEqual({ sinceS: 90, candidateShare: 0.5 });
  expect(late.errors.events[1]).toBeGreaterThan(early.errors.events[1]);
  expect(late.maxLog).toBeGreaterThanOrEqual(early.maxLog);
  expect(late.candidate.exposed).toBeLessThanOrEqual(500);
});

test("the first seconds after a change of weights are no evidence", () => {
  const settling = { ...defaultComparison, settleS: 60 };
  const state = releaseOf(
    { ...shop, seconds: 60, weights: shop.weights.slice(0, 1) },
    settling,
    new Dice(6, ""),
  );
  expect(state.candidate.requests).toBeGreaterThan(0);
  expect(state.errors.events).toEqual([0, 0]);
});

test("seconds before the first weight are passed over", () => {
  const parts = traffic(7);
  const later = [{ sinceS: 500, candidateShare: 0.1 }];
  const state = parts.reduce((each, part) => withTraffic(each, part, later), beginComparison(options));
  expect(state).toMatchObject({ throughS: 200, maxLog: 0, candidate: { requests: 0 } });
});

test("seconds that nobody kept are counted as lost", () => {
  const [first, , third] = traffic(8);
  if (first === undefined || third === undefined) throw new Error("nothing was measured");
  expect(folded([first, third]).lostS).toBe(40);
});

test("a router that does not count users anew when weights change is found out: more of them fail than are at risk", () => {
  const started = withTraffic(beginComparison(options), { fromS: 80, toS: 90, seconds: [] }, shop.weights);
  const late = { second: 100, candidate: arm(0, 9), baseline: arm(50, 0) };
  const state = withTraffic(started, { fromS: 90, toS: 101, seconds: [late] }, shop.weights);
  expect(state.impossible).toBe(9);
});

test("the second in which weights change is no evidence: who has gone to the new version would count as well with the old one", () => {
  const steady = Array.from({ length: 20 }, (_, second) => ({
    second,
    candidate: arm(second === 0 ? 100 : 0, 1),
    baseline: arm(second === 0 ? 1_000 : 0, 10),
  }));
  const moved = { second: 20, candidate: arm(800, 80), baseline: arm(0, 0) };
  const seconds = [...steady, moved];
  const fold = (...mixed: readonly { readonly mixedFromS?: number }[]) =>
    withTraffic(beginComparison({ ...defaultComparison, settleS: 0 }), { fromS: 0, toS: 21, seconds }, [
      { sinceS: 0, candidateShare: 0.1 },
      { sinceS: 21, candidateShare: 1, ...mixed[0] },
    ]);
  expect(fold().maxLog).toBeGreaterThan(10);
  const state = fold({ mixedFromS: 20 });
  expect(state.maxLog).toBeLessThan(1);
  expect(state).toMatchObject({ throughS: 21, impossible: 0, errors: { events: [20, 200] } });
});

test("users whom cold instances answered are not at risk in that second", () => {
  const second = {
    second: 20,
    candidate: { ...arm(100, 1), requests: 100, cold: 50 },
    baseline: arm(100, 0),
  };
  const state = withTraffic(beginComparison(options), { fromS: 0, toS: 21, seconds: [second] }, shop.weights);
  expect(state.errors.excess[0]).toBeCloseTo(1 - 50 / 150, 12);
});

test("a split that was wrong in one stage does not spoil the next", () => {
  const even = (second: number) => ({ second, candidate: arm(50, 0), baseline: arm(50, 0) });
  const seconds = Array.from({ length: 180 }, (_, second) => even(second));
  const early = withTraffic(beginComparison(options), { fromS: 0, toS: 80, seconds }, shop.weights);
  expect(early.split.tooMany.maxLog).toBeGreaterThan(Math.log(1_000));
  const late = withTraffic(beginComparison(options), { fromS: 0, toS: 180, seconds }, shop.weights);
  expect(late.split.tooMany.maxLog).toBeLessThan(Math.log(20));
});

const arm = (exposed: number, failed: number) => ({
  requests: 50,
  errors: failed,
  exposed,
  failed,
  slow: [0, 0],
});

test("one route can be compared alone", () => {
  const row = {
    component: "api",
    second: 1,
    requests: 5,
    errors: 0,
    aborted: 0,
    exposed: 5,
    failed: 0,
    slow: [],
  };
  const rows = ["/pay", "/"].map((route) => ({ ...row, route, label: "2.0.0" }));
  const measuredRows = {
    fromS: 0,
    toS: 2,
    seconds: [...rows, { ...row, route: "/pay", component: "web", label: "2.0.0" }],
  };
  expect(comparedTraffic([measuredRows], versions).seconds[0]?.candidate.requests).toBe(10);
  expect(comparedTraffic([measuredRows], { ...versions, route: "/pay" }).seconds[0]?.candidate.requests).toBe(
    5,
  );
});

test("the state of schema 1 is read, goes on, and stays small", () => {
  const recorded = JSON.parse(readFileSync(new URL("recorded/comparison-1.json", import.meta.url), "utf8"));
  const state = readComparison(recorded);
  if (state === undefined) throw new Error("it is not read");
  const next = { second: 200, candidate: arm(3, 1), baseline: arm(3, 1) };
  const more = withTraffic(state, { fromS: 200, toS: 201, seconds: [next] }, shop.weights);
  expect(more.errors.events).toEqual(state.errors.events.map((each) => each + 1));
  expect(JSON.stringify(more)).not.toContain("null");
  expect(JSON.stringify(state).length).toBeLessThan(16_384);
  expect(readComparison({ ...recorded, comparisonSchema: 2 })).toBeUndefined();
  expect(readComparison(null)).toBeUndefined();
});
