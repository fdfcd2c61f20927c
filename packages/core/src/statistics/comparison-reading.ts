import type { ComparisonState } from "./comparison-state.ts";
import { evidenceOf, type MetricEvidence, type Metrics, weightedLogs } from "./evidence-average.ts";
import { logSum } from "./log-domain.ts";
import { ObjectiveProcess } from "./objective-process.ts";
import { type Interval, RatioInterval } from "./ratio-interval.ts";
import { RatioMetric } from "./ratio-metric.ts";
import { SplitCheck } from "./split-check.ts";

/** A state, opened to be asked. */
export interface ComparisonReading extends Metrics {
  readonly state: ComparisonState;
  /** ln of the e-value of each metric. */
  readonly evidence: readonly MetricEvidence[];
  /** ln of weight times e-value, in the same order. */
  readonly weighted: readonly number[];
  /** ln of the weighted average. */
  readonly log: number;
  readonly ratio: Interval | undefined;
  readonly splitLog: number;
}

/** Two-sided 95 % for the screen. */
const intervalAlpha = 0.05;

export function readingOf(state: ComparisonState): ComparisonReading {
  const { tolerance, margin, latencyMargin, plannedS, latency, objective, unit } = state.options;
  const slow = { tolerance: latency?.tolerance ?? 1, margin: latencyMargin, plannedS };
  const metrics: Metrics = {
    errors: new RatioMetric({ tolerance, margin, plannedS }, state.errors),
    latency: state.latency.map((each) => new RatioMetric(slow, each)),
    objective:
      objective === undefined || state.objective === undefined
        ? undefined
        : ObjectiveProcess.resume(objective, unit, state.objective),
  };
  const evidence = evidenceOf(metrics);
  const weighted = weightedLogs(evidence);
  return {
    ...metrics,
    state,
    evidence,
    weighted,
    log: logSum(weighted),
    ratio: RatioInterval.resume(state.ratio).at(intervalAlpha),
    splitLog: SplitCheck.resume(plannedS, state.split).maxLog,
  };
}
