import type { ComparisonReading } from "./comparison-reading.ts";
import type { TrafficGateLimits } from "./gate-limits.ts";
import { logAdd } from "./log-domain.ts";
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
  const watchedS =
    (state.throughS ?? stageSinceS) - Math.max(stageSinceS, state.period?.sinceS ?? stageSinceS);
  return [
    ...bakeNeed(limits.bakeS - watchedS),
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
  const units = objective.unitsMissing(goal);
  const kept = paced(
    counted(units, `more ${state.options.unit}`, " without an error"),
    units,
    pace(reading, state.options.unit === "user" ? state.candidate.exposed : state.candidate.requests),
  );
  const compared = eventNeed(errors, reading, goal, " with an error", against);
  return [
    (kept.inS ?? Number.POSITIVE_INFINITY) <= (compared.inS ?? Number.POSITIVE_INFINITY) ? kept : compared,
  ];
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
