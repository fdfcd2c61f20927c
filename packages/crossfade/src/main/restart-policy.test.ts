import { expect, test } from "vitest";
import { restartLimits, restartWaitMs } from "./restart-policy.ts";

const { maxEnds, windowMs, longestWaitMs } = restartLimits;
const ends = (count: number) => Array.from({ length: count }, (_, n) => n);

test("a process that ends for the first time is back at once", () => {
  expect(restartWaitMs([5_000], 5_000)).toBe(0);
});

test("one that ends again and again is started ever later, up to a bound", () => {
  const waits = ends(maxEnds).map((n) => restartWaitMs(ends(n + 1), n));
  expect(waits).toEqual([0, 100, 200, 400, 800, 1_600, 3_200, longestWaitMs, longestWaitMs, longestWaitMs]);
});

test("one that ends too often is left alone", () => {
  expect(restartWaitMs(ends(maxEnds + 1), maxEnds)).toBeUndefined();
});

test("what ended a while ago is forgotten", () => {
  expect(restartWaitMs([...ends(maxEnds), windowMs + maxEnds], windowMs + maxEnds)).toBe(0);
});
