import { expect, test } from "vitest";
import { fixedLatencyPlan, latencyPlan } from "./latency-thresholds.ts";
import { LogHistogram } from "./log-histogram.ts";

/** 1 to `count` milliseconds, each once. */
function histogram(count: number): LogHistogram {
  const values = new LogHistogram();
  for (let ms = 1; ms <= count; ms++) values.add(ms);
  return values;
}

test("thresholds are quantiles of the old version, each with one a tenth further on for the new", () => {
  const values = new LogHistogram();
  const valueAt = (rank: number) => rank ** 4 / 1e10;
  for (let rank = 1; rank <= 100_000; rank++) values.add(valueAt(rank));
  const plan = latencyPlan(values.bins(), 0.1);
  expect(plan?.thresholdsMs.length).toBeLessThanOrEqual(12);
  expect(plan?.pairs.map(({ name, promotes }) => [name, promotes])).toEqual([
    ["p50", true],
    ["p75", true],
    ["p90", true],
    ["p95", true],
    ["p99", false],
    ["p99.9", false],
  ]);
  for (const [index, quantile] of [0.5, 0.75, 0.9, 0.95, 0.99, 0.999].entries()) {
    const { baselineIndex, candidateIndex } = plan?.pairs[index] ?? { baselineIndex: 0, candidateIndex: 0 };
    const [base, further] = [plan?.thresholdsMs[baselineIndex] ?? 0, plan?.thresholdsMs[candidateIndex] ?? 0];
    expect(base / valueAt(quantile * 100_000)).toBeGreaterThanOrEqual(1);
    expect(base / valueAt(quantile * 100_000)).toBeLessThan(1.021);
    expect(further / base).toBeGreaterThanOrEqual(1.1);
    expect(further / base).toBeLessThan(1.125);
  }
  expect(plan?.thresholdsMs).toEqual(plan?.thresholdsMs.toSorted((a, b) => a - b));
});

test("a threshold is an edge of a bin: the histogram says exactly how many answers are above it", () => {
  const bins = histogram(5_000).bins();
  for (const edge of latencyPlan(bins, 0.1)?.thresholdsMs ?? []) {
    const above = new LogHistogram();
    for (let ms = 1; ms <= 5_000; ms++) if (ms > edge) above.add(ms);
    const first = above.bins()[0]?.[0] ?? Number.POSITIVE_INFINITY;
    expect(bins.filter(([bin]) => bin >= first).reduce((sum, [, count]) => sum + count, 0)).toBe(above.total);
  }
});

test("a quantile that fewer than ten answers were above is not known", () => {
  expect(latencyPlan(histogram(999).bins(), 0.1)?.pairs.at(-1)?.name).toBe("p95");
  expect(latencyPlan(histogram(1_000).bins(), 0.1)?.pairs.at(-1)?.name).toBe("p99");
  expect(latencyPlan(histogram(19).bins(), 0.1)).toBeUndefined();
  expect(latencyPlan([], 0.1)).toBeUndefined();
});

test("quantiles in the same bin are one threshold", () => {
  const same = new LogHistogram();
  same.add(20, 10_000);
  expect(latencyPlan(same.bins(), 0.1)?.pairs).toHaveLength(1);
});

test("of fixed thresholds those promote that the old version is often above, and always one", () => {
  const bins = histogram(1_000).bins();
  const promotes = (plan: ReturnType<typeof fixedLatencyPlan>) => plan.pairs.map((each) => each.promotes);
  expect(promotes(fixedLatencyPlan([500, 900, 990], bins, 1.5))).toEqual([true, true, false]);
  expect(promotes(fixedLatencyPlan([5_000, 9_000], bins, 1.5))).toEqual([true, false]);
  expect(promotes(fixedLatencyPlan([500, 900], [], 1.5))).toEqual([true, true]);
});
