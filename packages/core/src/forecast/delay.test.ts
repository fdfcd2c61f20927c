import fc from "fast-check";
import { expect, test } from "vitest";
import { calendarDays, type Delay, inverse } from "./delay.ts";
import { streamOf } from "./random.ts";

const HOUR_MS = 3_600_000;

const delayAt = (delay: Delay, u: number) => inverse(delay)(u);
const delayOf = (min: number, p50: number, p90: number, worst?: number): Delay => ({
  phase: "tail",
  unit: "ms",
  min,
  p50,
  p90,
  ...(worst === undefined ? {} : { worst }),
  ahead: false,
  source: "test",
});

const four = fc
  .tuple(
    ...([0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 90 * 24 * HOUR_MS })) as [
      fc.Arbitrary<number>,
      fc.Arbitrary<number>,
      fc.Arbitrary<number>,
      fc.Arbitrary<number>,
    ]),
  )
  .map((all) => all.sort((one, other) => one - other) as [number, number, number, number]);
const share = fc.double({ min: 0, max: 0.9999999, noNaN: true });

test("a delay runs through its four points", () => {
  const delay = delayOf(1, 2 * HOUR_MS, 30 * HOUR_MS, 400 * HOUR_MS);
  expect([0, 0.5, 0.9].map((u) => Math.round(delayAt(delay, u)))).toEqual([1, 2 * HOUR_MS, 30 * HOUR_MS]);
  expect(delayAt(delay, 1 - 1e-12) / HOUR_MS).toBeCloseTo(400, 3);
});

test("between two points it is log-linear: half-way in probability lies below half-way in time", () => {
  expect(delayAt(delayOf(0, 24 * HOUR_MS, 24 * HOUR_MS, 24 * HOUR_MS), 0.25)).toBeCloseTo(4 * HOUR_MS, 3);
});

test("a delay never falls with the probability", () => {
  fc.assert(
    fc.property(four, share, share, ([min, p50, p90, worst], one, other) => {
      const delay = delayOf(min, p50, p90, worst);
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      expect(delayAt(delay, low)).toBeLessThanOrEqual(delayAt(delay, high) + 1e-3);
      expect(delayAt(delay, high)).toBeLessThanOrEqual(worst + 1e-3);
      expect(delayAt(delay, low)).toBeGreaterThanOrEqual(min - 1e-3);
    }),
  );
});

test("a delay never falls when one of its points rises, also where no worst is known", () => {
  fc.assert(
    fc.property(four, four, share, fc.boolean(), (one, other, u, limited) => {
      const low = one.map((each, at) => Math.min(each, other[at] ?? 0));
      const high = one.map((each, at) => Math.max(each, other[at] ?? 0));
      const at = (all: readonly number[]) =>
        delayAt(delayOf(all[0] ?? 0, all[1] ?? 0, all[2] ?? 0, limited ? all[3] : undefined), u);
      expect(at(low)).toBeLessThanOrEqual(at(high) + 1e-3);
    }),
  );
});

test("five business days are a week, six a week and two days", () => {
  expect([0, 1, 5, 6, 7, 15].map(calendarDays)).toEqual([0, 2, 7, 9, 10, 21]);
});

test("a stream is the same for the same seed and name, and another one otherwise", () => {
  const take = (seed: number, name: string) => {
    const next = streamOf(seed, name);
    return Array.from({ length: 5 }, next);
  };
  expect(take(1, "web")).toEqual(take(1, "web"));
  expect(take(1, "web")).not.toEqual(take(2, "web"));
  expect(take(1, "web")).not.toEqual(take(1, "api"));
});

test("a stream is spread evenly over 0 to 1, and two streams have nothing to do with each other", () => {
  const [one, other] = [streamOf(7, "a"), streamOf(7, "b")];
  const buckets = new Array<number>(20).fill(0);
  let together = 0;
  const draws = 20_000;
  for (let at = 0; at < draws; at++) {
    const [x, y] = [one(), other()];
    expect(x >= 0 && x < 1).toBe(true);
    buckets[Math.floor(x * 20)] = (buckets[Math.floor(x * 20)] ?? 0) + 1;
    together += (x - 0.5) * (y - 0.5);
  }
  const chiSquare = buckets.reduce((sum, each) => sum + (each - draws / 20) ** 2 / (draws / 20), 0);
  // 19 degrees of freedom: 43.8 is exceeded once in a thousand.
  expect(chiSquare).toBeLessThan(43.8);
  expect(Math.abs(together / draws) * 12).toBeLessThan(0.03);
});
