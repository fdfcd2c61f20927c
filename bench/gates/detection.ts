import { HarmProcess } from "../../packages/core/src/statistics/rate-ratio-process.ts";
import type { Row } from "../row.ts";
import { Dice } from "./dice.ts";
import { constantWorld, type ErrorWorld, errorSecond } from "./error-world.ts";
import { firstAlarm } from "./false-alarms.ts";
import { mannWhitneyRule, repeatedZTest, thresholdRule } from "./peers.ts";
import { quantile } from "./summary.ts";

const alpha = 0.01;
const plannedS = 3_600;
const limitS = 4 * 3_600;

interface Cell {
  readonly rps: number;
  readonly weight: number;
  readonly base: number;
  readonly times: number;
}

const cells: readonly Cell[] = [
  ...[2, 5, 10].map((times) => ({ rps: 1_000, weight: 0.05, base: 0.001, times })),
  { rps: 1_000, weight: 0.1, base: 0.01, times: 2 },
  { rps: 1_000, weight: 0.01, base: 0.01, times: 5 },
  { rps: 100, weight: 0.1, base: 0.01, times: 5 },
];

function nameOf({ rps, weight, base, times }: Cell): string {
  return `×${times} worse, ${rps} requests/s, canary ${weight * 100} %, base ${base * 100} %`;
}

/** How long a regression is on before it is seen, against the best that is possible, and against other rules. */
export function detectionRows(repetitions: number): readonly Row[] {
  return [
    ...cells.flatMap((cell) => oracleRows(cell, repetitions)),
    ...cells
      .filter(({ rps, weight, times }) => rps === 1_000 && weight >= 0.05 && times >= 5)
      .flatMap((cell) => peerRows(cell, repetitions)),
    ...[2, 5, 10].flatMap((times) =>
      onsetRows({ rps: 1_000, weight: 0.05, base: 0.001, times }, repetitions),
    ),
  ];
}

/** Wald's expected time of the test that knows both rates: ln(1/α) over the information of a second. */
function oracleS({ rps, weight, base, times }: Cell): number {
  const events = rps * base * (weight * times + 1 - weight);
  const q = (weight * times) / (weight * times + 1 - weight);
  const information = q * Math.log(q / weight) + (1 - q) * Math.log((1 - q) / (1 - weight));
  return Math.log(1 / alpha) / (events * information);
}

function oracleRows(cell: Cell, repetitions: number): readonly Row[] {
  const delays = delaysOf(cell, repetitions);
  const [median, p90, oracle] = [quantile(delays, 0.5), quantile(delays, 0.9), oracleS(cell)];
  return [
    {
      bench: "gates",
      name: `median delay, ${nameOf(cell)} (oracle ${oracle.toFixed(1)} s)`,
      value: median,
      unit: "s",
      peer: "1.6 × oracle + 1 s",
      peerValue: 1.6 * oracle + 1,
      goal: `<= ${(1.6 * oracle + 1).toFixed(1)} s`,
      met: median <= 1.6 * oracle + 1,
    },
    {
      bench: "gates",
      name: `p90 delay, ${nameOf(cell)}`,
      value: p90,
      unit: "s",
      goal: `<= ${(3.5 * oracle).toFixed(1)} s`,
      met: p90 <= 3.5 * oracle,
    },
  ];
}

const knownDelays = new Map<string, readonly number[]>();

function delaysOf(cell: Cell, repetitions: number, onsetS = 0): readonly number[] {
  const name = `${nameOf(cell)} from ${onsetS}`;
  const delays = knownDelays.get(name) ?? drawnDelays(cell, repetitions, onsetS);
  knownDelays.set(name, delays);
  return delays;
}

function drawnDelays(cell: Cell, repetitions: number, onsetS: number): readonly number[] {
  const { rps, weight, base, times } = cell;
  const world: ErrorWorld = {
    ...constantWorld(rps, weight, base),
    times: (second) => (second >= onsetS ? times : 1),
  };
  return Array.from({ length: repetitions }, (_, repetition) => {
    const dice = new Dice(repetition, `${nameOf(cell)} from ${onsetS}`);
    const process = HarmProcess.begin(1, plannedS);
    for (let second = 0; second < limitS; second++) {
      process.add(errorSecond(world, second, dice));
      if (process.log >= Math.log(1 / alpha)) return Math.max(0, second + 1 - onsetS);
    }
    return Number.POSITIVE_INFINITY;
  });
}

function peerRows(cell: Cell, repetitions: number): readonly Row[] {
  const { rps, weight, base, times } = cell;
  const ours = quantile(delaysOf(cell, repetitions), 0.5);
  const world = constantWorld(rps, weight, base, times);
  const peerRepetitions = Math.min(repetitions, 100);
  const rules = [
    ["threshold 1 % a minute (as Argo), never = 60 min", () => thresholdRule(0.01, 3)],
    ["Mann–Whitney (as Kayenta), never = 60 min", mannWhitneyRule],
    ["z-test every second (not valid)", () => repeatedZTest(2.326)],
  ] as const;
  return rules.flatMap(([peer, make], index) => {
    const delays = Array.from({ length: peerRepetitions }, (_, repetition) => {
      const dice = new Dice(repetition, `${peer} ${nameOf(cell)}`);
      return (firstAlarm(world, make(), plannedS, dice) ?? plannedS - 1) + 1;
    });
    const median = quantile(delays, 0.5);
    const ratio = median / ours;
    const row = { bench: "gates", unit: "s", peer, peerValue: median, ratio };
    const delay = {
      ...row,
      name: `median delay beside a peer, ${nameOf(cell)}`,
      value: ours,
      ...(index === 0 ? { goal: "<= 1/6 of the threshold rule's", met: ratio >= 6 } : {}),
    };
    const exposed = {
      ...row,
      name: `requests exposed, ${nameOf(cell)}`,
      value: ours * rps * weight,
      unit: "requests",
      peerValue: median * rps * weight,
      goal: ">= 20x fewer",
      met: ratio >= 20,
    };
    return index === 0 && times === 10 ? [delay, exposed] : [delay];
  });
}

function onsetRows(cell: Cell, repetitions: number): readonly Row[] {
  const [early, late] = [delaysOf(cell, repetitions), delaysOf(cell, repetitions, 1_800)];
  const [peerValue, value] = [quantile(early, 0.5), quantile(late, 0.5)];
  return [
    {
      bench: "gates",
      name: `median delay of an onset at 30 min, ${nameOf(cell)}`,
      value,
      unit: "s",
      peer: "onset at 0",
      peerValue,
      ratio: peerValue / value,
      goal: "<= 2.6 × the delay of an onset at 0",
      met: value <= 2.6 * peerValue,
    },
  ];
}
