import { expect, test } from "vitest";
import { Dice } from "../../../../bench/gates/dice.ts";
import { ObjectiveProcess } from "./objective-process.ts";

/** Users come one a second for ten minutes; a share of them fails, up to a minute after they came. */
function largest(failing: number, seed: number): { readonly harm: number; readonly kept: number } {
  const dice = new Dice(seed, "objective");
  const process = ObjectiveProcess.begin(0.02, "user");
  const failures = new Map<number, number>();
  let kept = 0;
  for (let second = 0; second < 600; second++) {
    if (dice.uniform() < failing) {
      const at = second + Math.floor(dice.uniform() * 60);
      failures.set(at, (failures.get(at) ?? 0) + 1);
    }
    process.add(second, 1, failures.get(second) ?? 0, true);
    kept = Math.max(kept, process.keptLog);
  }
  return { harm: process.harmMaxLog, kept };
}

const releases = 150;
const share = (failing: number, isHit: (most: ReturnType<typeof largest>) => boolean) =>
  Array.from({ length: releases }, (_, seed) => largest(failing, seed)).filter(isHit).length / releases;

test("an objective that is just kept is rarely called broken, and rarely called kept with room to spare", () => {
  expect(share(0.02, ({ harm }) => harm >= Math.log(20))).toBeLessThanOrEqual(0.05);
  expect(share(0.02, ({ kept }) => kept >= Math.log(20))).toBeLessThanOrEqual(0.05);
});

test("one that is broken threefold is seen, one that is kept easily is shown to be", () => {
  expect(share(0.06, ({ harm }) => harm >= Math.log(100))).toBeGreaterThan(0.85);
  expect(share(0.002, ({ kept }) => kept >= Math.log(20))).toBeGreaterThan(0.95);
});

test("users who were not seen for a minute yet, or whom nobody observed, do not count as good", () => {
  const process = ObjectiveProcess.begin(0.02, "user");
  process.add(0, 10_000, 0, true);
  expect(process.keptLog).toBe(0);
  process.add(59, 1, 0, true);
  expect(process.keptLog).toBe(0);
  process.add(60, 1, 0, true);
  expect(process.keptLog).toBeGreaterThan(Math.log(20));
  const unobserved = ObjectiveProcess.begin(0.02, "user");
  for (let second = 0; second < 600; second++) unobserved.add(second, 100, 0, false);
  expect(unobserved.keptLog).toBe(0);
});

test("a request has its answer at once: it is good as soon as it was", () => {
  const process = ObjectiveProcess.begin(0.02, "request");
  process.add(0, 10_000, 0, true);
  expect(process.keptLog).toBeGreaterThan(Math.log(20));
});

test("it is known when the users that are missing will have been there for a minute", () => {
  const process = ObjectiveProcess.begin(0.02, "user");
  for (const second of [10, 20]) process.add(second, 100, 0, true);
  expect([50, 100, 101].map((units) => process.settledInS(units, 30, 0))).toEqual([40, 40, 50]);
  expect(process.settledInS(201, 30, 0)).toBe(Number.POSITIVE_INFINITY);
  expect(process.settledInS(220, 30, 2)).toBe(70);
});

test("what is missing is told in users, and is right", () => {
  const process = ObjectiveProcess.begin(0.01, "user");
  const missing = process.unitsMissing(Math.log(20));
  process.add(0, missing + 200, 0, true);
  process.add(60, 0, 0, true);
  expect(process.unitsMissing(Math.log(20))).toBe(0);
  expect(missing).toBeGreaterThan(300);
  expect(missing).toBeLessThan(500);
});

test("an objective of a half has no alternative beyond certainty", () => {
  const process = ObjectiveProcess.begin(0.5, "user");
  for (let second = 0; second < 100; second++) process.add(second, 1, 1, true);
  expect(process.harmMaxLog).toBeGreaterThan(Math.log(100));
});
