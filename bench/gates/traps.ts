import {
  type ComparisonOptions,
  defaultComparison,
} from "../../packages/core/src/statistics/comparison-state.ts";
import { HarmProcess } from "../../packages/core/src/statistics/rate-ratio-process.ts";
import type { Row } from "../row.ts";
import { Dice } from "./dice.ts";
import { constantWorld, errorSecond } from "./error-world.ts";
import { upperBound } from "./summary.ts";
import { releaseOf, type UserWorld, type Visit } from "./user-world.ts";

const goalLog = Math.log(100);

interface Trap {
  readonly name: string;
  readonly repetitions: readonly [quick: number, full: number];
  readonly without: (dice: Dice) => number;
  readonly guard: string;
  /** ln of the largest e-value of a release that is no worse. */
  readonly with: (dice: Dice) => number;
  /** A guard that only lessens the harm has a goal of its own. */
  readonly goalPercent?: number;
}

/** Where the test alone would raise false alarms, and the same with the guard of the product. */
export function trapRows(quick: boolean): readonly Row[] {
  return traps.flatMap((trap) => {
    const repetitions = trap.repetitions[quick ? 0 : 1];
    const rate = (ofRelease: (dice: Dice) => number) => {
      let hits = 0;
      for (let seed = 0; seed < repetitions; seed++)
        if (ofRelease(new Dice(seed, trap.name)) >= goalLog) hits++;
      return hits;
    };
    const [bare, guarded] = [rate(trap.without), rate(trap.with)];
    const value = (100 * guarded) / repetitions;
    const goal = trap.goalPercent ?? 1;
    return [
      {
        bench: "gates",
        name: `false aborts at α = 0.01 in ${repetitions}, ${trap.name}, with ${trap.guard} (upper 95 % bound ${(upperBound(guarded, repetitions) * 100).toFixed(1)} %)`,
        value,
        unit: "%",
        peer: "without",
        peerValue: (100 * bare) / repetitions,
        goal: `<= ${goal} %`,
        met: value <= goal,
      },
    ];
  });
}

const steady = [{ sinceS: 0, candidateShare: 0.1 }];
/** No tolerance, so that the guard alone is seen. */
const strict: ComparisonOptions = { ...defaultComparison, tolerance: 1 };
const maxLogOf = (world: () => UserWorld, options: ComparisonOptions) => (dice: Dice) =>
  releaseOf(world(), options, dice).maxLog;

/** One error in a thousand, then the user fails twenty times in a row. */
function bursts(): UserWorld {
  const left = new Map<number, number>();
  const fails = ({ user }: Visit, dice: Dice) => {
    const more = left.get(user) ?? (dice.uniform() < 0.001 ? 20 : 0);
    left.set(user, more - 1);
    if (more <= 1) left.delete(user);
    return more > 0;
  };
  return { users: 1_000, requestsPerS: 100, seconds: 1_800, weights: steady, fails };
}

/** Timeouts of half a minute, while the canary is taken back from 50 % to 5 %. */
function lateErrors(): UserWorld {
  const weights = [
    { sinceS: 0, candidateShare: 0.5 },
    { sinceS: 300, candidateShare: 0.05 },
  ];
  const fails = (_: Visit, dice: Dice) => dice.uniform() < 0.02;
  return { users: 5_000, requestsPerS: 200, seconds: 600, weights, fails, errorsLateS: 30 };
}

/** The candidate's instances begin with the release and fail often in their first minute. */
function coldStart(warmUpS: number): UserWorld {
  const fails = ({ side, second }: Visit, dice: Dice) =>
    dice.uniform() < (side === "candidate" && second < 60 ? 0.05 : 0.002);
  const ageS = (side: string, second: number) => (side === "candidate" ? second : 1e6);
  return { users: 5_000, requestsPerS: 200, seconds: 900, weights: steady, fails, ageS, warmUpS };
}

/** One user in a hundred always fails, in either version; the canary grows. */
function chronicUsers(counting: { countsOnce?: true }): UserWorld {
  const weights = [0.05, 0.25, 0.5].map((candidateShare, step) => ({ sinceS: 300 * step, candidateShare }));
  const fails = ({ user }: Visit, dice: Dice) => user % 100 === 0 || dice.uniform() < 0.001;
  return { users: 5_000, requestsPerS: 200, seconds: 900, weights, fails, ...counting };
}

/** One canary instance among twenty; instances differ by chance, log-normal with a deviation of 0.3. */
function differingInstances(tolerance: number): (dice: Dice) => number {
  return (dice) => {
    const factor = () => Math.exp(0.3 * dice.normal());
    const baseline = Array.from({ length: 19 }, factor).reduce((sum, each) => sum + each, 0) / 19;
    const world = constantWorld(1_000, 0.05, 0.001 * baseline, factor() / baseline);
    const process = HarmProcess.begin(tolerance, 3_600);
    for (let second = 0; second < 3_600; second++) process.add(errorSecond(world, second, dice));
    return process.maxLog;
  };
}

const traps: readonly Trap[] = [
  {
    name: "sticky users whose errors come in bursts",
    repetitions: [8, 300],
    without: maxLogOf(bursts, { ...strict, unit: "request" }),
    guard: "one error a user",
    with: maxLogOf(bursts, strict),
  },
  {
    name: "timeouts that arrive after the weight was lowered",
    repetitions: [8, 300],
    without: maxLogOf(lateErrors, { ...strict, settleS: 0 }),
    guard: "a settling time above the timeout",
    with: maxLogOf(lateErrors, { ...strict, settleS: 35 }),
  },
  {
    name: "a cold start of one minute",
    repetitions: [8, 300],
    without: maxLogOf(() => coldStart(0), strict),
    guard: "the first 90 s of every instance left out",
    with: maxLogOf(() => coldStart(90), strict),
  },
  {
    name: "users who always fail, while the canary grows",
    repetitions: [8, 300],
    without: maxLogOf(() => chronicUsers({ countsOnce: true }), strict),
    guard: "users counted anew when weights change",
    with: maxLogOf(() => chronicUsers({}), strict),
  },
  {
    name: "one canary instance in twenty, instances differ",
    repetitions: [40, 1_000],
    without: differingInstances(1),
    guard: "a tolerance of 1.5",
    with: differingInstances(1.5),
    goalPercent: 5,
  },
];
