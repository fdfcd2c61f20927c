import { expect, test } from "vitest";
import { LogHistogram, mergedBins, quantileOf } from "../statistics/log-histogram.ts";
import { withDeclaredVersions } from "./declared-versions.ts";
import type { RouterState } from "./router-state.ts";
import { pinUsers, setWeight } from "./traffic-change.ts";
import { counterLimits, TrafficCounter } from "./traffic-counter.ts";

const counter = (warmUpS = 0) => new TrafficCounter({ thresholdsMs: [100, 1_000], nowS: 1_000, warmUpS });
const answered = { second: 1_000, bucket: 7, outcome: "ok", latencyMs: 20, ageS: 200 } as const;

test("a user counts once in each column, however often the user comes", () => {
  const traffic = counter();
  const series = traffic.seriesOf("api", "2.0.0", "/pay");
  for (const latencyMs of [20, 150, 2_000, 3_000]) traffic.note(series, { ...answered, latencyMs });
  for (const outcome of ["error", "error", "aborted"] as const)
    traffic.note(series, { ...answered, outcome });
  traffic.note(series, { ...answered, bucket: 8 });
  expect(traffic.measure(0, 1_001).seconds).toEqual([
    {
      component: "api",
      label: "2.0.0",
      route: "/pay",
      second: 1_000,
      requests: 8,
      errors: 2,
      aborted: 1,
      exposed: 2,
      failed: 1,
      slow: [1, 1],
      youngestS: 200,
    },
  ]);
});

test("a user who was counted in one second is not counted again in the next", () => {
  const traffic = counter();
  const series = traffic.seriesOf("api", "2.0.0", "");
  traffic.note(series, answered);
  traffic.note(series, { ...answered, second: 1_001, outcome: "error" });
  traffic.note(series, { ...answered, second: 1_002, outcome: "error" });
  const rows = traffic.measure(0, 1_003).seconds;
  expect(rows.map(({ exposed, failed }) => [exposed, failed])).toEqual([
    [1, 0],
    [0, 1],
    [0, 0],
  ]);
});

test("the second that is not over yet is not told, and one answer that comes late is not lost", () => {
  const traffic = counter();
  const series = traffic.seriesOf("api", "2.0.0", "");
  traffic.note(series, { ...answered, second: 1_005 });
  traffic.note(series, { ...answered, second: 1_004 });
  expect(traffic.measure(0, 1_005)).toMatchObject({ fromS: 1_000, toS: 1_005, seconds: [] });
  expect(traffic.measure(1_005, 1_006).seconds).toMatchObject([{ second: 1_005, requests: 2 }]);
});

test("what a cold instance answers is counted, but fails nobody", () => {
  const traffic = counter(90);
  const series = traffic.seriesOf("api", "2.0.0", "");
  traffic.note(series, { ...answered, ageS: 89, outcome: "error" });
  traffic.note(series, { ...answered, ageS: 90, outcome: "error" });
  traffic.note(series, { ...answered, bucket: 8, ageS: 89, latencyMs: 2_000, outcome: "error" });
  expect(traffic.measure(0, 1_001).seconds).toMatchObject([
    { requests: 3, errors: 3, cold: 2, exposed: 2, failed: 1, slow: [0, 0], youngestS: 89 },
  ]);
  const { ageS: _, ...unreached } = answered;
  traffic.note(traffic.seriesOf("api", "1.0.0", ""), { ...unreached, outcome: "error" });
  expect(traffic.measure(0, 1_001).seconds.at(-1)).toMatchObject({ label: "1.0.0", failed: 1 });
});

test("when the split changes, users of both versions count once more", () => {
  const traffic = counter();
  const [old, fresh] = [traffic.seriesOf("api", "1.0.0", ""), traffic.seriesOf("api", "2.0.0", "")];
  const other = traffic.seriesOf("web", "1.0.0", "");
  for (const series of [old, fresh, other]) traffic.note(series, { ...answered, outcome: "error" });
  traffic.restart("api", 1_000);
  for (const series of [old, fresh, other])
    traffic.note(series, { ...answered, second: 1_001, outcome: "error" });
  const { usersSinceS, seconds } = traffic.measure(1_001, 1_002);
  expect(usersSinceS).toEqual({ api: 1_001 });
  expect(seconds.map(({ component, exposed, failed }) => [component, exposed, failed])).toEqual([
    ["api", 1, 1],
    ["api", 1, 1],
    ["web", 0, 0],
  ]);
});

test("who is answered in the rest of the second in which the split changes is at risk from the next one on, too", () => {
  const traffic = counter();
  const series = traffic.seriesOf("api", "2.0.0", "");
  traffic.restart("api", 1_000);
  traffic.note(series, answered);
  traffic.note(series, { ...answered, second: 1_001, latencyMs: 150 });
  expect(traffic.measure(1_001, 1_002).seconds).toMatchObject([{ exposed: 1, slow: [1, 0] }]);
});

test("a version whose first user comes as the split changes counts that user once more after it, too", () => {
  const traffic = counter();
  traffic.restart("api", 1_000);
  const late = traffic.seriesOf("api", "2.0.0", "");
  traffic.note(late, answered);
  traffic.note(late, { ...answered, second: 1_001 });
  expect(traffic.measure(1_001, 1_002).seconds).toMatchObject([{ exposed: 1 }]);
});

test("what testers ask is counted for itself, until a new release begins", () => {
  const traffic = counter();
  traffic.noteTester("api", "2.0.0", false);
  traffic.noteTester("api", "2.0.0", true);
  expect(traffic.measure(0, 1_001)).toMatchObject({
    seconds: [],
    testers: [{ component: "api", label: "2.0.0", requests: 2, errors: 1 }],
  });
  traffic.forget("api", 1_000);
  expect(traffic.measure(0, 1_001)).not.toHaveProperty("testers");
});

test("a release that begins in the second in which the last one's split changed counts each of its users once", () => {
  const traffic = counter();
  traffic.restart("api", 1_000);
  traffic.forget("api", 1_000);
  const own = traffic.seriesOf("api", "1", "");
  for (const second of [1_000, 1_001]) traffic.note(own, { ...answered, second });
  const { usersSinceS, seconds } = traffic.measure(0, 1_002);
  expect(usersSinceS).toBeUndefined();
  expect(seconds.map(({ exposed }) => exposed)).toEqual([1, 0]);
});

test("a new release counts its users anew", () => {
  const traffic = counter();
  traffic.note(traffic.seriesOf("api", "1.0.0", ""), answered);
  traffic.note(traffic.seriesOf("web", "1.0.0", ""), answered);
  traffic.notePair("api", "1.0.0", "web/1.0.0", false);
  traffic.forget("api", 1_000);
  expect(traffic.measure(0, 1_001)).toMatchObject({ seconds: [{ component: "web" }], pairs: [] });
});

test("pairs are told by who calls, and those beyond the limit together", () => {
  const traffic = counter();
  for (let client = 0; client < counterLimits.maxPairs + 5; client++)
    traffic.notePair("api", "1.0.0", `web/${client}`, client > counterLimits.maxPairs);
  traffic.notePair("api", "1.0.0", "web/0", true);
  const { pairs } = traffic.measure(0, 1);
  expect(pairs[0]).toEqual({ component: "api", label: "1.0.0", client: "web/0", requests: 2, errors: 1 });
  expect(pairs.at(-1)).toMatchObject({ client: "other", requests: 5, errors: 4 });
});

test("only the last minutes are kept", () => {
  const traffic = counter();
  const series = traffic.seriesOf("api", "1.0.0", "");
  for (let second = 1_000; second < 6_000; second++) traffic.note(series, { ...answered, second });
  const { fromS, seconds } = traffic.measure(0, 6_000);
  expect(fromS).toBe(6_000 - counterLimits.keptS);
  expect(seconds).toHaveLength(counterLimits.keptS);
});

test("a quantile is right to one percent", () => {
  const histogram = new LogHistogram();
  const values = Array.from({ length: 10_000 }, (_, index) => 1.0007 ** index);
  for (const value of values) histogram.add(value);
  for (const quantile of [0, 0.5, 0.9, 0.99, 1]) {
    const exact = values[Math.floor(quantile * 9_999)] ?? 0;
    const found = quantileOf(histogram.bins(), quantile) ?? 0;
    expect(Math.abs(found - exact) / exact).toBeLessThanOrEqual(0.0101);
  }
  expect(quantileOf([], 0.5)).toBeUndefined();
});

test("two histograms add up to the one of all values", () => {
  const [one, two, both] = [new LogHistogram(), new LogHistogram(), new LogHistogram()];
  for (let value = 1; value < 500; value++) {
    (value % 2 === 0 ? one : two).add(value);
    both.add(value);
  }
  expect(mergedBins(one.bins(), two.bins())).toEqual(both.bins());
});

test("another split counts users anew, another salt forgets them, another pin changes nothing", () => {
  const before = withDeclaredVersions(undefined, {
    router: "edge",
    salt: "r1",
    components: [
      {
        component: "api",
        versions: ["1", "2"].map((label) => ({ label, urls: [`http://127.0.0.1:900${label}`] })),
      },
    ],
  });
  const canary = setWeight(before, { component: "api", label: "2", weight: 500 });
  const exposedAfter = (next: RouterState, from: RouterState) => {
    const traffic = counter();
    traffic.note(traffic.seriesOf("api", "1", ""), answered);
    traffic.follow(from, next, 1_000);
    traffic.note(traffic.seriesOf("api", "1", ""), { ...answered, second: 1_001 });
    return traffic.measure(0, 1_002).seconds.map(({ exposed }) => exposed);
  };
  expect(exposedAfter(canary, before)).toEqual([1, 1]);
  const pinned = pinUsers(canary, { component: "api", label: "2" }, ["u-1"]);
  expect(exposedAfter(pinned, canary)).toEqual([1, 0]);
  const api = canary.components.api;
  if (api === undefined) throw new Error("api is declared");
  expect(exposedAfter({ ...canary, components: { api: { ...api, salt: "r2" } } }, canary)).toEqual([1]);
});

test("users are counted since any moment, each once over all versions, whatever the split did and however long ago it was", () => {
  const traffic = counter();
  const old = traffic.seriesOf("api", "1.0.0", "/pay");
  const fresh = traffic.seriesOf("api", "2.0.0", "");
  traffic.note(old, { ...answered, second: 1_001, outcome: "error" });
  traffic.note(old, { ...answered, second: 1_001, bucket: 8 });
  traffic.restart("api", 1_002);
  traffic.note(old, { ...answered, second: 3_000, latencyMs: 150 });
  traffic.note(fresh, { ...answered, second: 3_001, latencyMs: 2_000 });
  traffic.note(fresh, { ...answered, second: 3_001, bucket: 9, outcome: "error" });
  traffic.note(fresh, { ...answered, second: 3_000, bucket: 9 });
  const since = (second: number) => traffic.measure(3_001, 3_002, second).users;
  const row = {
    component: "api",
    sinceS: 1_001,
    lastS: 3_001,
    users: 3,
    failed: 2,
    slow: [
      [100, 1],
      [1_000, 1],
    ],
  };
  expect(since(1_001)).toEqual({ sinceS: 1_001, rows: [row] });
  expect(since(1_002)?.rows).toMatchObject([{ sinceS: 1_002, users: 2, failed: 1 }]);
  expect(since(3_001)?.rows).toMatchObject([
    {
      users: 2,
      failed: 1,
      slow: [
        [100, 1],
        [1_000, 1],
      ],
    },
  ]);
  expect(traffic.measure(0, 3_002)).not.toHaveProperty("users");
});

test("users before a router began, or before their buckets were theirs, are not known, and it says so", () => {
  const traffic = counter();
  const series = traffic.seriesOf("api", "1.0.0", "");
  traffic.note(series, { ...answered, second: 1_001 });
  expect(traffic.measure(0, 1_002, 900).users).toMatchObject({ sinceS: 1_001, rows: [{ users: 1 }] });
  traffic.forget("api", 1_005);
  traffic.note(traffic.seriesOf("api", "2.0.0", ""), { ...answered, second: 1_005 });
  expect(traffic.measure(0, 1_006, 900).users?.rows).toMatchObject([{ sinceS: 1_006, users: 0 }]);
});

test("who was answered by a cold instance alone is not among the users that are counted", () => {
  const traffic = counter(90);
  const series = traffic.seriesOf("api", "1.0.0", "");
  traffic.note(series, { ...answered, second: 1_001, ageS: 5, outcome: "error" });
  traffic.note(series, { ...answered, second: 1_001, ageS: 95, bucket: 8 });
  expect(traffic.measure(0, 1_002, 900).users?.rows).toMatchObject([{ users: 1, failed: 0 }]);
});
