import { type LatencyPlan, latencyPlan } from "../../packages/core/src/statistics/latency-thresholds.ts";
import { logSum } from "../../packages/core/src/statistics/log-domain.ts";
import { LogHistogram } from "../../packages/core/src/statistics/log-histogram.ts";
import { HarmProcess } from "../../packages/core/src/statistics/rate-ratio-process.ts";
import type { Row } from "../row.ts";
import { Dice } from "./dice.ts";
import { falseAlarmRow } from "./false-alarms.ts";
import { quantile } from "./summary.ts";

const hourS = 3_600;
const [medianMs, sigma] = [80, 0.7];
const sampleSize = 200_000;
const slowerBy = 0.1;

/** Share of answers above a number of milliseconds. */
type Above = (ms: number) => number;

/** Log-normal; the larger the threshold, the smaller the share. */
const baseline: Above = (ms) => upperNormal(Math.log(ms / medianMs) / sigma);
/** All answers take so many times as long. */
const scaled =
  (factor: number): Above =>
  (ms) =>
    baseline(ms / factor);
/** Only the slowest `share` take so many times as long. */
const tailScaled =
  (share: number, factor: number): Above =>
  (ms) => {
    const unchanged = baseline(ms) > share ? baseline(ms) : 0;
    return Math.max(unchanged, Math.min(share, baseline(ms / factor)));
  };

/** Thresholds as before a release: from a histogram of the old version's answers. */
function plan(): LatencyPlan {
  const dice = new Dice(7, "answers before the release");
  const histogram = new LogHistogram();
  for (let each = 0; each < sampleSize; each++) histogram.add(medianMs * Math.exp(sigma * dice.normal()));
  const found = latencyPlan(histogram.bins(), slowerBy);
  if (found === undefined) throw new Error("nothing was measured before the release");
  return found;
}

interface World {
  readonly name: string;
  readonly rps: number;
  readonly weight: number;
  readonly candidate: Above;
}

/** How often a candidate that is slower by just the tolerated tenth is called slower, within an hour. */
export function latencyAlarmRows(repetitions: number): readonly Row[] {
  const thresholds = plan();
  const { candidateIndex, baselineIndex } = thresholds.pairs[0] ?? { candidateIndex: 0, baselineIndex: 0 };
  const { thresholdsMs } = thresholds;
  const tolerated = (thresholdsMs[candidateIndex] ?? 1) / (thresholdsMs[baselineIndex] ?? 1);
  const cells = [100, 1_000].flatMap((rps) =>
    [0.01, 0.05, 0.1].map((weight) => ({
      name: `all answers slower by the tolerated tenth, ${rps} requests/s, canary ${weight * 100} %`,
      rps,
      weight,
      candidate: scaled(tolerated),
    })),
  );
  return cells.flatMap((cell) => alarmRows(thresholds, cell, repetitions));
}

export function latencyDelayRows(repetitions: number): readonly Row[] {
  const thresholds = plan();
  const slower = { rps: 1_000, weight: 0.05 };
  return [
    delayRow(thresholds, { ...slower, name: "all +20 %", candidate: scaled(1.2) }, repetitions, 120),
    delayRow(
      thresholds,
      { ...slower, name: "tail only: p99 +50 %", candidate: tailScaled(0.02, 1.5) },
      repetitions,
      60,
    ),
  ];
}

function alarmRows(thresholds: LatencyPlan, world: World, repetitions: number): readonly Row[] {
  const alphas = [0.05, 0.01];
  const hits = alphas.map(() => 0);
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const run = new Run(thresholds, world, repetition);
    let most = 0;
    for (let second = 0; second < hourS; second++) most = Math.max(most, run.second());
    for (const [index, alpha] of alphas.entries())
      if (most >= Math.log(1 / alpha)) hits[index] = (hits[index] ?? 0) + 1;
  }
  return alphas.map((alpha, index) => falseAlarmRow(world.name, alpha, hits[index] ?? 0, repetitions));
}

function delayRow(thresholds: LatencyPlan, world: World, repetitions: number, goalS: number): Row {
  const delays = Array.from({ length: repetitions }, (_, repetition) => {
    const run = new Run(thresholds, world, repetition);
    for (let second = 1; second <= hourS; second++) if (run.second() >= Math.log(100)) return second;
    return Number.POSITIVE_INFINITY;
  });
  const value = quantile(delays, 0.5);
  return {
    bench: "gates",
    name: `median delay of slower answers at α = 0.01, ${world.name}, 1000 requests/s, canary 5 %`,
    value,
    unit: "s",
    goal: `<= ${goalS} s`,
    met: value <= goalS,
  };
}

/** One release: all thresholds side by side, averaged. */
class Run {
  readonly #thresholds: LatencyPlan;
  readonly #dice: Dice;
  readonly #processes: readonly HarmProcess[];
  readonly #means: { readonly candidate: readonly number[]; readonly baseline: readonly number[] };

  constructor(thresholds: LatencyPlan, { name, rps, weight, candidate }: World, seed: number) {
    this.#thresholds = thresholds;
    this.#dice = new Dice(seed, name);
    this.#processes = thresholds.pairs.map(() => HarmProcess.begin(thresholds.tolerance, hourS));
    const { thresholdsMs, pairs } = thresholds;
    this.#means = {
      candidate: means(
        pairs.map((each) => thresholdsMs[each.candidateIndex] ?? 0),
        candidate,
        rps * weight,
      ),
      baseline: means(
        pairs.map((each) => thresholdsMs[each.baselineIndex] ?? 0),
        baseline,
        rps * (1 - weight),
      ),
    };
  }

  /** ln of the average after one more second. */
  second(): number {
    const [candidates, baselines] = [this.#draw(this.#means.candidate), this.#draw(this.#means.baseline)];
    for (const [index, process] of this.#processes.entries())
      process.add({
        candidate: { units: candidates[0] ?? 0, events: candidates[index + 1] ?? 0 },
        baseline: { units: baselines[0] ?? 0, events: baselines[index + 1] ?? 0 },
      });
    return logSum(this.#processes.map((each) => each.log)) - Math.log(this.#thresholds.pairs.length);
  }

  /** All answers, then those above each threshold. */
  #draw(between: readonly number[]): readonly number[] {
    const counts = between.map((mean) => this.#dice.poisson(mean));
    for (let index = counts.length - 2; index >= 0; index--)
      counts[index] = (counts[index] ?? 0) + (counts[index + 1] ?? 0);
    return counts;
  }
}

/** Expected answers a second below the first threshold, between each two, and above the last. */
function means(thresholds: readonly number[], above: Above, perSecond: number): readonly number[] {
  const shares = [1, ...thresholds.map(above), 0];
  return shares.slice(1).map((share, index) => perSecond * ((shares[index] ?? 0) - share));
}

/** P(Z > z): Abramowitz and Stegun 7.1.26 on erfc, error below 1.5e-7. */
function upperNormal(z: number): number {
  if (z < 0) return 1 - upperNormal(-z);
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 0.5 * series * Math.exp(-x * x);
}
