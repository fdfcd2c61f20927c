import type { Gate, GateResult } from "../rollout/gate.ts";
import { type ComparisonReading, readingOf } from "./comparison-reading.ts";
import type { ComparisonState } from "./comparison-state.ts";
import { type ArmData, armData } from "./data-state.ts";
import { attemptAlpha, defaultTrafficGate, type TrafficGateLimits } from "./gate-limits.ts";
import { excessOf, harmSentence, type VersionNames, worstMetric } from "./harm-sentences.ts";
import { counted, percent, roundedTime } from "./plain-figures.ts";
import { gapSince, type Need, promotionNeeds, secondsOf } from "./promotion-needs.ts";
import { type TrafficEvidence, trafficEvidence } from "./traffic-evidence.ts";

/** The moment at which a gate is asked. */
export interface GateMoment {
  /** s since 1970. */
  readonly nowS: number;
  /** When this stage began, s since 1970. */
  readonly stageSinceS: number;
  /** After so many seconds of the stage, what is still missing makes the gate inconclusive. Absent: it waits. */
  readonly stageLimitS?: number;
  /** 1 for the first attempt with this artefact; all attempts share one budget of false alarms. */
  readonly attempt: number;
}

export interface TrafficGate extends Gate {
  readonly evidence: TrafficEvidence;
}

interface Answer {
  readonly result: GateResult;
  readonly reason: string;
  readonly needs?: readonly Need[];
}

interface Question {
  readonly reading: ComparisonReading;
  readonly data: { readonly candidate: ArmData; readonly baseline: ArmData };
  readonly moment: GateMoment;
  readonly names: VersionNames;
  readonly limits: TrafficGateLimits;
}

/**
 * What router errors and latency say about going on, at this moment. `fail` needs evidence and enough events beyond the
 * expected; without data it is never `fail` and never `pass`. Pure: the same state and moment give the same answer, and one
 * may ask as often as one likes.
 */
export function trafficGate(
  state: ComparisonState,
  moment: GateMoment,
  names: VersionNames,
  limits: TrafficGateLimits = defaultTrafficGate,
): TrafficGate {
  const reading = readingOf(state);
  const data = {
    candidate: armData(state, state.candidate, moment.nowS, limits),
    baseline: armData(state, state.baseline, moment.nowS, limits),
  };
  const question = { reading, data, moment, names, limits };
  const {
    result,
    reason,
    needs = [],
  } = ofObjective(question) ??
  ofTrust(question) ??
  ofHarm(question) ??
  ofData(question) ??
  ofSuspicion(question) ??
  ofPromotion(question);
  const last = Math.max(...needs.map(secondsOf));
  return {
    name: "errors and latency",
    result,
    reason,
    ...(needs.length > 0 ? { missing: needs.map(missingText).join("; ") } : {}),
    ...(needs.length > 0 && Number.isFinite(last)
      ? { expectedAtMs: Math.ceil((moment.nowS + last) * 1_000) }
      : {}),
    evidence: trafficEvidence(reading, data),
  };
}

/** The objective alone needs no comparison: it counts even where the split is wrong. */
function ofObjective({ reading, moment, names, limits }: Question): Answer | undefined {
  const index = reading.evidence.findIndex(({ name }) => name === "objective");
  const isReached = (reading.weighted[index] ?? 0) >= goalOf(limits.failAlpha, moment);
  if (index < 0 || !isReached || excessOf(reading, "objective") < limits.minExcess) return undefined;
  return { result: "fail", reason: harmSentence(reading, "objective", names, true) };
}

/** A version without any traffic is told as such, not as one with too little. */
function ofTrust(question: Question): Answer | undefined {
  const { state, splitLog } = question.reading;
  const isSplit = splitLog < Math.log(1 / question.limits.splitAlpha);
  const addsUp = state.impossible <= question.limits.maxImpossible;
  if (isSplit && addsUp) return undefined;
  const asked = percent(state.period?.candidateShare ?? 0);
  const reason = addsUp
    ? `${question.names.candidate} does not get the ${asked} of users that were asked for, so that the versions cannot be compared.`
    : `The counts do not add up: ${counted(state.impossible, "error")} or slow answers too many for the users at risk. Were users counted anew when weights changed?`;
  return ofData(question) ?? { result: "inconclusive", reason };
}

function ofHarm({ reading, moment, names, limits }: Question): Answer | undefined {
  if (reading.state.maxLog < goalOf(limits.failAlpha, moment)) return undefined;
  const metric = worstMetric(reading);
  if (excessOf(reading, metric) < limits.minExcess) return undefined;
  return { result: "fail", reason: harmSentence(reading, metric, names, true) };
}

function ofData({ reading, data, moment, names, limits }: Question): Answer | undefined {
  const isAlone = reading.state.period?.candidateShare === 1;
  const arms = [
    { arm: data.candidate, name: names.candidate },
    ...(isAlone ? [] : [{ arm: data.baseline, name: names.baseline }]),
  ];
  const worst = arms.find(({ arm }) => arm.state !== "OK");
  if (worst === undefined) return undefined;
  const missingS = moment.nowS - Math.max(moment.stageSinceS, worst.arm.lastS ?? 0);
  const isOver = missingS >= limits.withoutDataS || isTimeOver(moment);
  return {
    result: isOver ? "inconclusive" : "wait",
    reason: dataSentence(worst.arm, worst.name, missingS),
    needs: [{ what: `traffic of ${worst.name}, measured` }],
  };
}

function dataSentence({ state, isCold }: ArmData, name: string, missingS: number): string {
  const forS = roundedTime(missingS);
  if (isCold) return `For ${forS} only instances of ${name} that are still warming up have answered.`;
  if (state === "NO_TRAFFIC") return `${name} has had no request for ${forS}.`;
  if (state === "STALE") return `Nothing has been measured for ${forS}.`;
  return "Nothing has been measured yet.";
}

/** Not enough to take the release back, too much to let it go on. */
function ofSuspicion({ reading, moment, names, limits }: Question): Answer | undefined {
  const wasSure = reading.state.maxLog >= goalOf(limits.failAlpha, moment);
  if (!wasSure && reading.log < goalOf(limits.holdAlpha, moment)) return undefined;
  return { result: "inconclusive", reason: harmSentence(reading, worstMetric(reading), names, false) };
}

function ofPromotion({ reading, moment, names, limits }: Question): Answer {
  const needs = promotionNeeds(reading, limits, moment.stageSinceS, names.candidate);
  const gap = gapSince(reading, moment.stageSinceS) === undefined ? "" : ` ${gapSentence(reading)}`;
  if (needs.length === 0) return { result: "pass", reason: `${passSentence(reading, names)}${gap}` };
  if (isTimeOver(moment))
    return {
      result: "inconclusive",
      reason: `The time of this stage is over, and there is not enough evidence to go on.${gap}`,
      needs,
    };
  return {
    result: "wait",
    reason: `Nothing speaks against ${names.candidate}; not enough speaks for it yet.${gap}`,
    needs,
  };
}

/** What is not in the evidence is said wherever the evidence is. */
function gapSentence({ state }: ComparisonReading): string {
  const answers = state.gaps?.answers ?? 0;
  const lost = answers === 0 ? [] : [counted(answers, "answer")];
  const seconds = state.lostS === 0 ? [] : [`what was answered in ${counted(state.lostS, "second")}`];
  return `The evidence is incomplete: ${[...lost, ...seconds].join(" and ")} could not be counted.`;
}

function passSentence({ state }: ComparisonReading, { candidate, baseline }: VersionNames): string {
  return state.period?.candidateShare === 1
    ? `${candidate} was shown to be no worse than ${baseline} while both had users; now there is nobody to compare it with.`
    : `${candidate} is shown to be no worse than ${baseline}.`;
}

function goalOf(alpha: number, { attempt }: GateMoment): number {
  return Math.log(1 / attemptAlpha(alpha, attempt));
}

function isTimeOver({ nowS, stageSinceS, stageLimitS }: GateMoment): boolean {
  return stageLimitS !== undefined && nowS - stageSinceS >= stageLimitS;
}

function missingText({ what, inS }: Need): string {
  return inS === undefined ? what : `${what}, about ${roundedTime(inS)}`;
}
