import { describe, expect, test } from "vitest";
import { logSum } from "./log-domain.ts";
import { type BothArms, logHarmFactors, logSafetyFactors } from "./rate-ratio.ts";

const into = new Float64Array(1);
const logFactorials = [0];
for (let n = 1; n < 2_000; n++) logFactorials.push((logFactorials[n - 1] ?? 0) + Math.log(n));
const logChoose = (n: number, k: number) =>
  (logFactorials[n] ?? 0) - (logFactorials[k] ?? 0) - (logFactorials[n - k] ?? 0);

type Factors = typeof logHarmFactors;
/** ln of the weight of x candidate events of `e` in total, where the candidate's odds are `ratio` times the baseline's. */
type Law = (nC: number, nB: number, e: number, x: number, ratio: number) => number;
const fisher: Law = (nC, nB, e, x, ratio) =>
  x > nC || e - x > nB
    ? Number.NEGATIVE_INFINITY
    : logChoose(nC, x) + logChoose(nB, e - x) + x * Math.log(ratio);
const binomial: Law = (nC, nB, e, x, ratio) =>
  logChoose(e, x) + x * Math.log(nC * ratio) + (e - x) * Math.log(nB);

/** E[f | units and events in total], summed over every outcome there is. */
function expectation(
  factors: Factors,
  law: Law,
  [nC, nB, e]: readonly number[],
  at: number,
  effect: number,
  real = at,
) {
  const weights = Array.from({ length: (e ?? 0) + 1 }, (_, x) => law(nC ?? 0, nB ?? 0, e ?? 0, x, real));
  const logTotal = logSum(weights);
  let sum = 0;
  for (const [x, weight] of weights.entries()) {
    if (weight === Number.NEGATIVE_INFINITY) continue;
    const arms: BothArms = {
      candidate: { units: nC ?? 0, events: x },
      baseline: { units: nB ?? 0, events: (e ?? 0) - x },
    };
    sum += Math.exp(weight - logTotal + (factors(arms, at, [effect], into)[0] ?? 0));
  }
  return sum;
}

/** Units of both versions and events in total, small numbers all, then larger ones. */
const sizes = [1, 2, 3, 5, 9, 30, 100].flatMap((nC) =>
  [1, 2, 3, 5, 9, 50, 500].flatMap((nB) =>
    [1, 2, 3, 5, 10, 20, 60].filter((e) => e <= nC + nB).map((e) => [nC, nB, e] as const),
  ),
);
const nullRatios = [1, 1.2, 1.5, 2, 5];
const harms = [1.25, 2, 8, 64, 1_024];
const safeties = [0.9, 0.5, 0.1, 0.01];

/** The largest expectation over all sizes, null ratios and effects. */
function largest(factors: Factors, law: Law, effects: readonly number[], drift = 1): number {
  const all = sizes.flatMap((size) =>
    nullRatios.flatMap((at) =>
      effects.map((effect) => expectation(factors, law, size, at, effect, at * drift)),
    ),
  );
  return Math.max(...all);
}

describe("a factor of the e-process expects no gain under the null hypothesis, whatever the counts", () => {
  test.each([
    ["harm, each user fails once at most", logHarmFactors, fisher, harms],
    ["harm, events come as they like", logHarmFactors, binomial, harms],
    ["safety, each user fails once at most", logSafetyFactors, fisher, safeties],
    ["safety, events come as they like", logSafetyFactors, binomial, safeties],
  ] as const)("%s", (_, factors, law, effects) => {
    expect(largest(factors, law, effects)).toBeLessThanOrEqual(1 + 1e-9);
  });

  test("nor does it inside the null hypothesis", () => {
    expect(largest(logHarmFactors, fisher, harms, 0.7)).toBeLessThanOrEqual(1 + 1e-9);
    expect(largest(logSafetyFactors, fisher, safeties, 1.4)).toBeLessThanOrEqual(1 + 1e-9);
  });

  test("the binomial formula alone would not do for safety", () => {
    expect(largest(logHarmFactors, fisher, safeties)).toBeGreaterThan(2);
  });

  test("and it gains where the alternative is true", () => {
    expect(expectation(logHarmFactors, binomial, [5, 95, 8], 1, 4, 4)).toBeGreaterThan(1.5);
    expect(expectation(logSafetyFactors, fisher, [50, 950, 8], 2, 0.5, 1)).toBeGreaterThan(1.1);
  });
});

test("of more events in a second than are summed exactly, the bound is still no gain", () => {
  for (const size of [
    [300, 900, 300],
    [280, 400, 257],
    [600, 200, 400],
  ])
    expect(expectation(logSafetyFactors, fisher, size, 2, 0.5)).toBeLessThanOrEqual(1 + 1e-9);
});
