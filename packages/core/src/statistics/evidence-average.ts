import { logSum } from "./log-domain.ts";
import type { ObjectiveProcess } from "./objective-process.ts";
import type { RatioMetric } from "./ratio-metric.ts";

/** How much each metric counts in the average; of those that are watched the sum is made 1. */
const metricWeights = { errors: 0.4, latency: 0.25, objective: 0.15 } as const;
export type MetricName = keyof typeof metricWeights;

export interface Metrics {
  readonly errors: RatioMetric;
  readonly latency: readonly RatioMetric[];
  readonly objective: ObjectiveProcess | undefined;
}

/** ln of the e-value of one metric. */
export interface MetricEvidence {
  readonly name: MetricName;
  readonly log: number;
}

/** Latency is the average over its thresholds. */
export function evidenceOf({ errors, latency, objective }: Metrics): readonly MetricEvidence[] {
  const all: MetricEvidence[] = [{ name: "errors", log: errors.harm.log }];
  if (latency.length > 0)
    all.push({
      name: "latency",
      log: logSum(latency.map((each) => each.harm.log)) - Math.log(latency.length),
    });
  if (objective !== undefined) all.push({ name: "objective", log: objective.harmLog });
  return all;
}

/**
 * ln of weight times e-value for each metric; their sum is the average, an e-value under any dependence between metrics
 * (Vovk & Wang, "E-values: calibration, combination and applications", 2021).
 */
export function weightedLogs(evidence: readonly MetricEvidence[]): readonly number[] {
  const total = evidence.reduce((sum, { name }) => sum + metricWeights[name], 0);
  return evidence.map(({ name, log }) => Math.log(metricWeights[name] / total) + log);
}
