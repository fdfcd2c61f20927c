import type { ComparisonReading } from "./comparison-reading.ts";
import { noGaps } from "./evidence-gaps.ts";
import type { TrafficGateLimits } from "./gate-limits.ts";
import { logAdd } from "./log-domain.ts";
import type { ObjectiveProcess } from "./objective-process.ts";
import { counted, figure, roundedTime } from "./plain-figures.ts";
import type { RatioMetric } from "./ratio-metric.ts";

/** Something that a promotion still lacks. */
export interface Need {
  readonly what: string;
  /** At the present pace; undefined where there is no pace to go by. */
  readonly inS?: number;
}

/** What a stage has to show before its gate passes; empty: nothing is missing. `stageSinceS`: s since 1970. */
export function promotionNeeds(
  reading: ComparisonReading,
  limits: TrafficGateLimits,
  stageSinceS: number,
  candidate: string,
): readonly Need[] {
  const { state } = reading;
  const throughS = state.throughS ?? stageSinceS;
  const sinceS = watchedSince(reading, stageSinceS);
  const watchedS = throughS - sinceS;
  const gapS = gapSince(reading, stageSinceS);
  return [
    ...(gapS === undefined ? bakeNeed(limits.bakeS - watchedS) : wholeNeed(gapS - throughS, limits)),
    ...requestNeed(
      limits.minRequests - state.candidate.requests,
      state.candidate.requests,
      watchedS,
      candidate,
    ),
    ...errorNeed(reading, limits),
    ...latencyNeed(reading, limits),
  ];
}

function watchedSince({ state }: ComparisonReading, stageSinceS: number): number {
  return Math.max(stageSinceS, state.period?.sinceS ?? stageSinceS);
}

/** The last second of what is watched that may lack answers; undefined: as far as anybody knows none does. */
export function gapSince(reading: ComparisonReading, stageSinceS: number): number | undefined {
  const { lastS } = reading.state.gaps ?? noGaps;
  return lastS !== undefined && lastS > watchedSince(reading, stageSinceS) ? lastS : undefined;
}

/** What was not counted may have been the errors: it is watched for the whole time once more. */
function wholeNeed(gapInS: number, { bakeS, staleS }: TrafficGateLimits): readonly Need[] {
  const leftS = gapInS + Math.max(bakeS, staleS);
  if (leftS <= 0) return [];
  return [{ what: `${roundedTime(leftS)} more of this stage in which every answer is counted`, inS: leftS }];
}

function bakeNeed(leftS: number): readonly Need[] {
  return leftS > 0 ? [{ what: `${roundedTime(leftS)} more of this stage`, inS: leftS }] : [];
}

function requestNeed(left: number, seen: number, watchedS: number, candidate: string): readonly Need[] {
  return left > 0 ? [paced(`${counted(left, "more request")} of ${candidate}`, left, seen / watchedS)] : [];
}

/** Not inferior to the baseline, or, where there is an objective, shown to keep it: the average of both e-values. */
function errorNeed(reading: ComparisonReading, { promotionE }: TrafficGateLimits): readonly Need[] {
  const { errors, objective, state } = reading;
  const safetyLog = shownLog(errors, reading);
  const against = `rule out ${figure(state.options.margin)} times the errors`;
  if (objective === undefined) {
    if (safetyLog >= Math.log(promotionE)) return [];
    return [eventNeed(errors, reading, Math.log(promotionE), " with an error", against)];
  }
  const goal = Math.log(2 * promotionE);
  if (logAdd(safetyLog, objective.keptLog) >= goal) return [];
  const kept = keptNeed(objective, reading, goal);
  const compared = eventNeed(errors, reading, goal, " with an error", against);
  return [
    (kept.inS ?? Number.POSITIVE_INFINITY) <= (compared.inS ?? Number.POSITIVE_INFINITY) ? kept : compared,
  ];
}

/** Whoever came a moment ago and had no error yet may still have one. */
function keptNeed(objective: ObjectiveProcess, reading: ComparisonReading, goal: number): Need {
  const { state } = reading;
  const isUser = state.options.unit === "user";
  const units = objective.unitsMissing(goal);
  const perSecond = pace(reading, isUser ? state.candidate.exposed : state.candidate.requests);
  const what = isUser
    ? counted(units, "more user", " who have had no error for a minute")
    : counted(units, "more request", " without an error");
  const inS = objective.settledInS(units, state.throughS ?? 0, perSecond);
  return Number.isFinite(inS) ? { what, inS } : { what };
}

/** Every threshold that promotes, one need: the one furthest away. */
function latencyNeed(reading: ComparisonReading, { promotionE }: TrafficGateLimits): readonly Need[] {
  const { latency } = reading.state.options;
  const goal = Math.log(promotionE);
  const needs = (latency?.pairs ?? []).flatMap(({ name, promotes }, index) => {
    const metric = reading.latency[index];
    if (!promotes || metric === undefined || shownLog(metric, reading) >= goal) return [];
    const rest = ` with an answer slower than ${name}`;
    const against = `rule out ${figure(reading.state.options.latencyMargin)} times as many`;
    return [eventNeed(metric, reading, goal, rest, against)];
  });
  const last = needs.toSorted((a, b) => secondsOf(b) - secondsOf(a))[0];
  return last === undefined ? [] : [last];
}

/** While there is somebody to compare with, what is known now counts; afterwards, what was shown before. */
function shownLog({ safety, bestSafety }: RatioMetric, { state }: ComparisonReading): number {
  return state.period?.candidateShare === 1 ? bestSafety : safety.log;
}

function eventNeed(
  metric: RatioMetric,
  reading: ComparisonReading,
  goal: number,
  rest: string,
  against: string,
): Need {
  const { unit } = reading.state.options;
  const share = reading.state.period?.candidateShare ?? 0;
  if (share <= 0 || share >= 1) return { what: `a comparison with the old version, to ${against}` };
  const missing = metric.safety.eventsMissing(goal, share);
  const seen = metric.recent[0] + metric.recent[1];
  return paced(
    counted(missing, `more ${unit}`, `${rest} in either version, to ${against}`),
    missing,
    pace(reading, seen),
  );
}

/** So many a second since weights changed last. */
function pace({ state }: ComparisonReading, seen: number): number {
  const sinceS = state.period?.sinceS ?? 0;
  return seen / ((state.throughS ?? sinceS) - sinceS);
}

function paced(what: string, left: number, perSecond: number): Need {
  const inS = left / perSecond;
  return Number.isFinite(inS) && inS >= 0 ? { what, inS } : { what };
}

export function secondsOf({ inS }: Need): number {
  return inS ?? Number.POSITIVE_INFINITY;
}
