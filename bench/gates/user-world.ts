import { TrafficCounter } from "@crossfade/core";
import { comparedTraffic } from "../../packages/core/src/statistics/compared-seconds.ts";
import { beginComparison, withTraffic } from "../../packages/core/src/statistics/comparison.ts";
import type {
  ComparisonOptions,
  ComparisonState,
  WeightPeriod,
} from "../../packages/core/src/statistics/comparison-state.ts";
import type { Dice } from "./dice.ts";

export type Side = "candidate" | "baseline";

export interface Visit {
  readonly user: number;
  readonly side: Side;
  readonly second: number;
}

/** Users who come again and again, each always to the version of its bucket; what they meet is counted by our own router. */
export interface UserWorld {
  readonly users: number;
  readonly requestsPerS: number;
  readonly seconds: number;
  readonly weights: readonly WeightPeriod[];
  readonly fails: (visit: Visit, dice: Dice) => boolean;
  /** Milliseconds. */
  readonly latency?: (visit: Visit, dice: Dice) => number;
  /** An error is answered so many seconds later: a timeout. */
  readonly errorsLateS?: number;
  /** Of the instances of a version. Default: old. */
  readonly ageS?: (side: Side, second: number) => number;
  readonly warmUpS?: number;
  /** Users are counted once in the whole release, and not anew when weights change. */
  readonly countsOnce?: true;
}

const versions = { component: "api", candidate: "2.0.0", baseline: "1.0.0" } as const;
const pollS = 300;

/** The whole release, folded in polls of five minutes. */
export function releaseOf(world: UserWorld, options: ComparisonOptions, dice: Dice): ComparisonState {
  let state = beginComparison(options);
  const weights = world.countsOnce ? world.weights.slice(0, 1) : world.weights;
  for (const { measured } of polls(world, options, dice))
    state = withTraffic(state, comparedTraffic([measured], versions), weights);
  return state;
}

/** What the router has measured since the last poll, every five minutes and at the end. */
export function* polls(world: UserWorld, options: ComparisonOptions, dice: Dice, everyS = pollS) {
  const buckets = Uint16Array.from({ length: world.users }, () => Math.floor(dice.uniform() * 10_000));
  const counter = new TrafficCounter({
    thresholdsMs: options.latency?.thresholdsMs ?? [],
    nowS: 0,
    warmUpS: world.warmUpS ?? 0,
  });
  const late = new Map<number, Visit[]>();
  for (let second = 0; second < world.seconds; second++) {
    const threshold = 10_000 * shareAt(world, second);
    if (world.countsOnce === undefined && world.weights.some(({ sinceS }) => sinceS === second))
      counter.restart("api", second - 1);
    for (const visit of late.get(second) ?? []) note(world, counter, buckets, visit, second, "error", 0);
    late.delete(second);
    for (let left = dice.poisson(world.requestsPerS); left > 0; left--) {
      const user = Math.floor(dice.uniform() * world.users);
      const side: Side = (buckets[user] ?? 0) < threshold ? "candidate" : "baseline";
      const visit = { user, side, second };
      const isError = world.fails(visit, dice);
      const at = second + (isError ? (world.errorsLateS ?? 0) : 0);
      if (at > second) late.set(at, [...(late.get(at) ?? []), visit]);
      else
        note(
          world,
          counter,
          buckets,
          visit,
          second,
          isError ? "error" : "ok",
          world.latency?.(visit, dice) ?? 1,
        );
    }
    const nowS = second + 1;
    if (nowS % everyS === 0 || nowS === world.seconds)
      yield { nowS, measured: counter.measure(Math.max(0, nowS - everyS), nowS) };
  }
}

function shareAt({ weights }: UserWorld, second: number): number {
  return weights.findLast(({ sinceS }) => sinceS <= second)?.candidateShare ?? 0;
}

function note(
  { ageS }: UserWorld,
  counter: TrafficCounter,
  buckets: Uint16Array,
  { user, side }: Visit,
  second: number,
  outcome: "ok" | "error",
  latencyMs: number,
): void {
  counter.note(counter.seriesOf("api", versions[side], ""), {
    second,
    bucket: buckets[user] ?? 0,
    outcome,
    latencyMs,
    ageS: ageS?.(side, second) ?? 1e6,
  });
}
