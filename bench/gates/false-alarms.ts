import { HarmProcess } from "../../packages/core/src/statistics/rate-ratio-process.ts";
import type { Row } from "../row.ts";
import { Dice } from "./dice.ts";
import { constantWorld, type ErrorWorld, errorSecond } from "./error-world.ts";
import { mannWhitneyRule, type Rule, repeatedZTest, thresholdRule } from "./peers.ts";
import { upperBound } from "./summary.ts";

const hourS = 3_600;
const alphas = [0.05, 0.01] as const;

interface Cell {
  readonly name: string;
  readonly world: (dice: Dice) => ErrorWorld;
}

function cells(): readonly Cell[] {
  const constant = [100, 1_000].flatMap((rps) =>
    [0.01, 0.05, 0.1].flatMap((weight) =>
      [0.001, 0.01].map((rate) => ({
        name: `${rps} requests/s, canary ${weight * 100} %, base ${rate * 100} %`,
        world: () => constantWorld(rps, weight, rate),
      })),
    ),
  );
  return [...constant, { name: "ramp 1/5/25/50 %, three shared incidents ×20", world: ramp }];
}

/** A quarter of an hour each, and three minutes at random in which both versions fail twenty times as often. */
function ramp(dice: Dice): ErrorWorld {
  const incidents = [0, 1, 2].map(() => Math.floor(dice.uniform() * hourS));
  const weights = [0.01, 0.05, 0.25, 0.5];
  return {
    requestsPerS: 1_000,
    share: (second) => weights[Math.floor(second / 900)] ?? 0.5,
    base: (second) => (incidents.some((from) => second >= from && second < from + 60) ? 0.02 : 0.001),
    times: () => 1,
  };
}

/** How often a release that is no worse is called worse, within an hour, looked at every second. */
export function falseAlarmRows(repetitions: number): readonly Row[] {
  return cells().flatMap((cell) => ourRows(cell, repetitions));
}

function ourRows(cell: Cell, repetitions: number): readonly Row[] {
  const hits = alphas.map(() => 0);
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const dice = new Dice(repetition, cell.name);
    const world = cell.world(dice);
    const process = HarmProcess.begin(1, hourS);
    for (let second = 0; second < hourS; second++) process.add(errorSecond(world, second, dice));
    for (const [index, alpha] of alphas.entries())
      if (process.maxLog >= Math.log(1 / alpha)) hits[index] = (hits[index] ?? 0) + 1;
  }
  return alphas.map((alpha, index) => falseAlarmRow(cell.name, alpha, hits[index] ?? 0, repetitions));
}

/** The goal is judged on the upper end of the 95 % interval; a quick run has too few repetitions to judge. */
export function falseAlarmRow(name: string, alpha: number, hits: number, repetitions: number): Row {
  const upper = upperBound(hits, repetitions);
  return {
    bench: "gates",
    name: `false alarms at α = ${alpha}, upper 95 % bound of ${hits} in ${repetitions}: ${name}`,
    value: upper * 100,
    unit: "%",
    ...(repetitions >= 2_000 ? { goal: `<= ${alpha * 100} %`, met: upper <= alpha } : {}),
  };
}

const peers: readonly (readonly [name: string, make: () => Rule])[] = [
  ["z-test every second, α = 0.05", () => repeatedZTest(1.645)],
  ["threshold 1 % a minute, failureLimit 3 (as Argo)", () => thresholdRule(0.01, 3)],
  ["Mann–Whitney every 5 minutes (as Kayenta)", mannWhitneyRule],
];

/** The same for rules that other tools decide by. */
export function peerAlarmRows(repetitions: number): readonly Row[] {
  return cells().flatMap((cell) =>
    peers.map(([name, make]) => {
      let hits = 0;
      for (let repetition = 0; repetition < repetitions; repetition++) {
        const dice = new Dice(repetition, cell.name);
        if (firstAlarm(cell.world(dice), make(), hourS, dice) !== undefined) hits++;
      }
      return {
        bench: "gates",
        name: `false alarms of a peer: ${name}: ${cell.name}`,
        value: (100 * hits) / repetitions,
        unit: "%",
      };
    }),
  );
}

/** The second in which a rule says so; undefined: not within so many. Errors with the requests that went well. */
export function firstAlarm(world: ErrorWorld, rule: Rule, seconds: number, dice: Dice): number | undefined {
  for (let second = 0; second < seconds; second++) {
    const arms = errorSecond(world, second, dice);
    const all = arms.candidate.units + arms.baseline.units > 0 ? arms : quietSecond(world, second, dice);
    if (rule(all, second)) return second;
  }
  return undefined;
}

function quietSecond(world: ErrorWorld, second: number, dice: Dice) {
  const weight = world.share(second);
  return {
    candidate: { units: dice.poisson(world.requestsPerS * weight), events: 0 },
    baseline: { units: dice.poisson(world.requestsPerS * (1 - weight)), events: 0 },
  };
}
