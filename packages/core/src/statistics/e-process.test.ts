import { expect, test } from "vitest";
import { Dice } from "../../../../bench/gates/dice.ts";
import { constantWorld, type ErrorWorld, errorSecond } from "../../../../bench/gates/error-world.ts";
import { Mixture } from "./mixture.ts";
import { HarmProcess, SafetyProcess } from "./rate-ratio-process.ts";
import { RatioInterval } from "./ratio-interval.ts";
import { SplitCheck } from "./split-check.ts";

const hourS = 3_600;

/** How many of so many seeded releases end with `isHit`. */
function hits(repetitions: number, isHit: (dice: Dice) => boolean): number {
  let count = 0;
  for (let seed = 0; seed < repetitions; seed++) if (isHit(new Dice(seed, "e-process"))) count++;
  return count;
}

function harmOf(world: ErrorWorld, dice: Dice, seconds: number, tolerance = 1): HarmProcess {
  const process = HarmProcess.begin(tolerance, hourS);
  for (let second = 0; second < seconds; second++) process.add(errorSecond(world, second, dice));
  return process;
}

test("of 300 releases that are no worse, looked at every second for a quarter of an hour, few are ever called worse", () => {
  const world = constantWorld(1_000, 0.05, 0.001);
  const most = hits(300, (dice) => harmOf(world, dice, 900).maxLog >= Math.log(20));
  expect(most).toBeLessThanOrEqual(15);
  expect(most).toBeGreaterThan(0);
});

test("a shared incident in the middle of a ramp is nobody's fault", () => {
  const world = {
    requestsPerS: 1_000,
    share: (second: number) => [0.01, 0.05, 0.25, 0.5][Math.floor(second / 300)] ?? 0.5,
    base: (second: number) => (second % 300 < 60 ? 0.02 : 0.001),
    times: () => 1,
  };
  expect(hits(150, (dice) => harmOf(world, dice, 1_200).maxLog >= Math.log(20))).toBeLessThanOrEqual(7);
});

test("a canary that fails ten times as often is seen within half a minute", () => {
  const world = constantWorld(1_000, 0.05, 0.001, 10);
  expect(hits(100, (dice) => harmOf(world, dice, 30).log >= Math.log(100))).toBeGreaterThanOrEqual(85);
});

test("a regression that begins late is seen as well: what went well before does not hide it", () => {
  const world = {
    ...constantWorld(1_000, 0.05, 0.001),
    times: (second: number) => (second < 1_800 ? 1 : 10),
  };
  expect(hits(60, (dice) => harmOf(world, dice, 1_860).log >= Math.log(100))).toBeGreaterThanOrEqual(50);
});

test("within the tolerance nothing is harm", () => {
  const world = constantWorld(1_000, 0.05, 0.002, 1.5);
  const most = hits(150, (dice) => harmOf(world, dice, 900, 1.5).maxLog >= Math.log(20));
  expect(most).toBeLessThanOrEqual(10);
});

test("a release at the margin is rarely shown to be safe, one that is as good mostly is", () => {
  const isSafe = (times: number) => (dice: Dice) => {
    const process = SafetyProcess.begin(2);
    let best = 0;
    for (let second = 0; second < 600; second++) {
      process.add(errorSecond(constantWorld(1_000, 0.1, 0.004, times), second, dice));
      best = Math.max(best, process.log);
    }
    return best >= Math.log(20);
  };
  expect(hits(200, isSafe(2))).toBeLessThanOrEqual(10);
  expect(hits(50, isSafe(1))).toBeGreaterThanOrEqual(45);
});

test("however much is let in, the mass of a mixture that has learnt nothing stays one", () => {
  const mixture = Mixture.begin([0.5, 0.5], 0.5);
  for (let second = 0; second < 10; second++) {
    mixture.letIn(0.2);
    mixture.multiply([0, 0]);
    expect(mixture.log).toBeCloseTo(0, 12);
  }
  expect(Mixture.resume([0.5, 0.5], mixture.state).state).toEqual(mixture.state);
});

test("what is missing for a promotion is told in events, and about right", () => {
  const process = SafetyProcess.begin(2);
  expect(process.eventsMissing(Math.log(20), 0.05)).toBe(212);
  for (let second = 0; second < 600; second++)
    process.add({ candidate: { units: 50, events: 0 }, baseline: { units: 950, events: 1 } });
  expect(process.eventsMissing(Math.log(20), 0.05)).toBe(0);
});

test("the interval holds the real ratio at every second, and narrows", () => {
  const misses = hits(100, (dice) => {
    const interval = RatioInterval.begin();
    let missed = false;
    for (let second = 0; second < 600; second++) {
      interval.add(errorSecond(constantWorld(1_000, 0.1, 0.005, 3), second, dice));
      const { low, high } = (second % 20 === 0 ? interval.at(0.05) : undefined) ?? { low: 0, high: 9 };
      missed ||= low > 3 || high < 3;
    }
    const { low, high } = interval.at(0.05) ?? { low: 0, high: 9 };
    expect(high / low).toBeLessThan(1.6);
    return missed;
  });
  expect(misses).toBeLessThanOrEqual(5);
});

test("a split as asked passes, a balancer's rounding too; one that is off by half is seen", () => {
  const isTripped = (real: number, perSecond: number) => (dice: Dice) => {
    const check = SplitCheck.begin(hourS);
    for (let second = 0; second < 600; second++)
      check.add(0.05, dice.poisson(perSecond * real), dice.poisson(perSecond * (1 - real)));
    return check.maxLog >= Math.log(1_000);
  };
  expect(hits(40, isTripped(0.05, 20))).toBe(0);
  expect(hits(40, isTripped(0.0545, 200))).toBe(0);
  expect(hits(20, isTripped(0.1, 20))).toBe(20);
  expect(hits(20, isTripped(0.02, 20))).toBe(20);
});
