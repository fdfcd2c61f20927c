import type { ComparisonReading } from "./comparison-reading.ts";
import type { MetricName } from "./evidence-average.ts";
import { counted, figure, percent } from "./plain-figures.ts";
import type { RatioMetric } from "./ratio-metric.ts";

export interface VersionNames {
  /** As people call them: "api 2.0.0". */
  readonly candidate: string;
  readonly baseline: string;
}

/** The metric with the most evidence against the candidate. */
export function worstMetric({ evidence, weighted }: ComparisonReading): MetricName {
  const most = Math.max(...weighted);
  return evidence[weighted.indexOf(most)]?.name ?? "errors";
}

/** What is wrong with the candidate, in one sentence; `alone`: cautious words for less evidence. */
export function harmSentence(
  reading: ComparisonReading,
  metric: MetricName,
  names: VersionNames,
  isSure: boolean,
): string {
  const verb = isSure ? "has" : "seems to have";
  if (metric === "objective") return objectiveSentence(reading, names, verb);
  if (metric === "latency") return latencySentence(reading, names, verb);
  return `${names.candidate} ${verb} more errors than ${names.baseline}${ratioClause(reading)}: ${excessClause(
    reading,
    reading.errors,
    " with an error",
  )}.`;
}

/** Events beyond the expected of what this metric goes by. */
export function excessOf(reading: ComparisonReading, metric: MetricName): number {
  if (metric === "errors") return reading.errors.excess;
  if (metric === "latency") return worstThreshold(reading)?.metric.excess ?? 0;
  const { errors, state } = reading;
  return errors.recent[0] - (state.options.objective ?? 0) * observedUnits(reading);
}

function observedUnits({ state }: ComparisonReading): number {
  return state.options.unit === "user" ? state.candidate.exposed : state.candidate.requests;
}

function objectiveSentence(reading: ComparisonReading, { candidate }: VersionNames, verb: string): string {
  const failed = reading.errors.recent[0];
  const units = observedUnits(reading);
  const allowed = percent(reading.state.options.objective ?? 0);
  const noun = reading.state.options.unit;
  return `${candidate} ${verb} more errors than the objective of ${allowed} allows: ${figure(failed)} of ${counted(units, noun)} had one.`;
}

function latencySentence(reading: ComparisonReading, names: VersionNames, verb: string): string {
  const worst = worstThreshold(reading);
  if (worst === undefined) return `${names.candidate} ${verb} slower answers than ${names.baseline}.`;
  const above = `${figure(worst.candidateMs)} ms`;
  const rest = ` with an answer above ${above}${worst.name === above ? "" : ` (${worst.name})`}`;
  return `${names.candidate} ${verb} slower answers than ${names.baseline}: ${excessClause(reading, worst.metric, rest)}.`;
}

function worstThreshold({ latency, state }: ComparisonReading) {
  const plan = state.options.latency;
  const logs = latency.map((each) => each.harm.log);
  const index = logs.indexOf(Math.max(...logs));
  const [metric, pair] = [latency[index], plan?.pairs[index]];
  if (plan === undefined || metric === undefined || pair === undefined) return undefined;
  return { metric, name: pair.name, candidateMs: plan.thresholdsMs[pair.candidateIndex] ?? 0 };
}

function excessClause({ state }: ComparisonReading, metric: RatioMetric, rest: string): string {
  const [events] = metric.events;
  const expected = Math.max(0, events - metric.excess);
  return `${counted(events, state.options.unit, rest)}, ${figure(expected)} would be expected`;
}

function ratioClause({ ratio }: ComparisonReading): string {
  if (ratio === undefined || ratio.low <= 1) return "";
  return `, between ${figure(ratio.low)} and ${figure(ratio.high)} times as many`;
}
