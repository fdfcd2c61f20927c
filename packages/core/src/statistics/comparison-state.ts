import type { GapState } from "./evidence-gaps.ts";
import type { LatencyPlan } from "./latency-thresholds.ts";
import type { ObjectiveState } from "./objective-process.ts";
import type { Ratio } from "./rate-ratio.ts";
import type { RatioMetricState } from "./ratio-metric.ts";
import type { SplitCheckState } from "./split-check.ts";

/** How two versions are compared. Fixed before the first second and kept with the state: a change would void the evidence. */
export interface ComparisonOptions {
  /**
   * What counts once. `user`: the bucket, where routing is sticky. `request`: where it is not; a row's errors and slow
   * answers are then counts of requests, and users with bursts of errors raise false alarms.
   */
  readonly unit: "user" | "request";
  /** How many times more errors than the baseline are no harm yet. */
  readonly tolerance: Ratio;
  /** How many times more errors have to be ruled out before a promotion; above `tolerance`. */
  readonly margin: Ratio;
  /** The same for answers above a latency threshold. */
  readonly latencyMargin: Ratio;
  /** Without it latency is not compared. */
  readonly latency?: LatencyPlan;
  /** The largest share of units that may have an error, above 0 and below 2/3. Without it errors are only compared. */
  readonly objective?: number;
  /** How long the comparison is meant to last; it may last longer. */
  readonly plannedS: number;
  /** After a change of weights so many seconds are no evidence: at least a request's timeout, so that late answers are in. */
  readonly settleS: number;
  /** Off where pages stay pinned to the old version: the users are then not split by weight. */
  readonly checksSplit: boolean;
}

/**
 * With fewer than four candidate instances chance differences between instances are as large as 1.5; a fresh baseline of
 * the same count, age and weight allows 1.2.
 */
export function toleranceFor(candidateInstances: number, hasMatchedBaseline: boolean): Ratio {
  return hasMatchedBaseline || candidateInstances >= 4 ? 1.2 : 1.5;
}

export const defaultComparison: ComparisonOptions = {
  unit: "user",
  tolerance: 1.5,
  margin: 2,
  latencyMargin: 1.5,
  plannedS: 3_600,
  settleS: 10,
  checksSplit: true,
};

/** From `sinceS` on, the first whole second of it, the candidate has this share of both versions' users. */
export interface WeightPeriod {
  readonly sinceS: number;
  /** 0 to 1, as read back. */
  readonly candidateShare: number;
  /**
   * Seconds from here on, up to `sinceS`, have answers by these weights and by those before: users who have gone to the other
   * version would still count as users of theirs whom nothing happens to. They are no evidence. Default: there are none.
   */
  readonly mixedFromS?: number;
}

/** Of one version. */
export interface ArmTotals {
  /** Since users were last counted anew. */
  readonly exposed: number;
  /** Since the last change of weights. */
  readonly requests: number;
  /** The last second with a request. */
  readonly lastS?: number;
  /** The last second with a request that an instance answered which was not cold. */
  readonly lastWarmS?: number;
}

/**
 * All that has been learnt: plain JSON, a few hundred numbers. Kept between two looks, resumed as if never interrupted, and
 * the same when it is folded again from the same seconds. Never begun anew when a stage changes.
 */
export interface ComparisonState {
  readonly comparisonSchema: 1;
  readonly options: ComparisonOptions;
  /** Seconds before it are taken in. */
  readonly throughS?: number;
  readonly period?: WeightPeriod;
  readonly candidate: ArmTotals;
  readonly baseline: ArmTotals;
  readonly errors: RatioMetricState;
  /** ln of the likelihood of each ratio on the grid of `RatioInterval`. */
  readonly ratio: readonly number[];
  /** One a threshold pair. */
  readonly latency: readonly RatioMetricState[];
  readonly objective?: ObjectiveState;
  /** Of this period. */
  readonly split: SplitCheckState;
  /** ln of the largest weighted average of e-values so far. */
  readonly maxLog: number;
  /** Seconds that no router had kept any more. */
  readonly lostS: number;
  /** Absent in what was kept before gaps were. */
  readonly gaps?: GapState;
  /** Events of more users than were at risk: the counts do not add up. */
  readonly impossible: number;
}

/** A state that was kept as JSON; undefined where its schema is not known here. */
export function readComparison(kept: unknown): ComparisonState | undefined {
  const schema = (kept as Partial<ComparisonState> | null | undefined)?.comparisonSchema;
  return schema === 1 ? (kept as ComparisonState) : undefined;
}
