import { expect, test } from "vitest";
import { RateLimit } from "./rate-limit.ts";

const rate = { perSecond: 2, burst: 3 };

test("so many may come at once, then so many a second", () => {
  const limit = new RateLimit(rate, 10);
  expect([0, 0, 0, 0].map((atMs) => limit.take("ada", atMs))).toEqual([true, true, true, false]);
  expect(limit.secondsUntilNext("ada", 0)).toBe(1);
  expect([499, 500, 500].map((atMs) => limit.take("ada", atMs))).toEqual([false, true, false]);
  expect([60_000, 60_000, 60_000, 60_000].map((atMs) => limit.take("ada", atMs))).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test("a clock that goes back gives nothing and takes nothing", () => {
  const limit = new RateLimit({ perSecond: 1, burst: 1 }, 10);
  expect(limit.take("ada", 5_000)).toBe(true);
  expect(limit.take("ada", 0)).toBe(false);
});

test("who came last is remembered; whoever was away the longest is forgotten first", () => {
  const limit = new RateLimit({ perSecond: 0.001, burst: 1 }, 2);
  for (const key of ["ada", "bo", "ada", "cy"]) limit.take(key, 0);
  expect(limit.take("ada", 0)).toBe(false);
  expect(limit.take("bo", 0)).toBe(true);
});
