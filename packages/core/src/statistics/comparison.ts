import type { ArmSecond, ComparedSecond, ComparedTraffic } from "./compared-seconds.ts";
import type { ArmTotals, ComparisonOptions, ComparisonState, WeightPeriod } from "./comparison-state.ts";
import { evidenceOf, weightedLogs } from "./evidence-average.ts";
import { type GapState, noGaps, withGaps } from "./evidence-gaps.ts";
import type { ThresholdPair } from "./latency-thresholds.ts";
import { logSum } from "./log-domain.ts";
import { ObjectiveProcess } from "./objective-process.ts";
import type { BothArms } from "./rate-ratio.ts";
import { RatioInterval } from "./ratio-interval.ts";
import { RatioMetric, type Use } from "./ratio-metric.ts";
import { SplitCheck } from "./split-check.ts";

type Arm = "candidate" | "baseline";
type Totals = { -readonly [key in keyof ArmTotals]: ArmTotals[key] };
type Events = (arm: ArmSecond, side: Arm) => number;

/** A comparison that is being folded. It is made from a state and gives one back; nobody keeps it. */
class Comparison {
  readonly #options: ComparisonOptions;
  readonly #errors: RatioMetric;
  readonly #ratio: RatioInterval;
  readonly #latency: readonly RatioMetric[];
  readonly #objective: ObjectiveProcess | undefined;
  #split: SplitCheck;
  readonly #totals: Record<Arm, Totals>;
  #throughS: number | undefined;
  #period: WeightPeriod | undefined;
  #maxLog: number;
  #lostS: number;
  #gaps: GapState;
  #impossible: number;

  constructor(options: ComparisonOptions, state?: ComparisonState) {
    const { tolerance, margin, latencyMargin, plannedS, latency } = options;
    this.#options = options;
    this.#errors = new RatioMetric({ tolerance, margin, plannedS }, state?.errors);
    this.#ratio = state === undefined ? RatioInterval.begin() : RatioInterval.resume(state.ratio);
    const slow = { tolerance: latency?.tolerance ?? 1, margin: latencyMargin, plannedS };
    this.#latency = (latency?.pairs ?? []).map((_, index) => new RatioMetric(slow, state?.latency[index]));
    this.#objective = objectiveOf(options, state);
    this.#split = state === undefined ? SplitCheck.begin(plannedS) : SplitCheck.resume(plannedS, state.split);
    this.#totals = {
      candidate: { exposed: 0, requests: 0, ...state?.candidate },
      baseline: { exposed: 0, requests: 0, ...state?.baseline },
    };
    this.#throughS = state?.throughS;
    this.#period = state?.period;
    this.#maxLog = state?.maxLog ?? 0;
    this.#lostS = state?.lostS ?? 0;
    this.#gaps = state?.gaps ?? noGaps;
    this.#impossible = state?.impossible ?? 0;
  }

  get state(): ComparisonState {
    return {
      comparisonSchema: 1,
      options: this.#options,
      ...(this.#throughS === undefined ? {} : { throughS: this.#throughS }),
      ...(this.#period === undefined ? {} : { period: this.#period }),
      candidate: this.#totals.candidate,
      baseline: this.#totals.baseline,
      errors: this.#errors.state,
      ratio: this.#ratio.state,
      latency: this.#latency.map((each) => each.state),
      ...(this.#objective === undefined ? {} : { objective: this.#objective.state }),
      split: this.#split.state,
      maxLog: this.#maxLog,
      lostS: this.#lostS,
      gaps: this.#gaps,
      impossible: this.#impossible,
    };
  }

  /** `weights` in order of time. Seconds that were taken in before, or lie before the first weight, are passed over. */
  add(traffic: ComparedTraffic, weights: readonly WeightPeriod[]): void {
    const { fromS, toS, seconds } = traffic;
    const throughS = this.#throughS ?? fromS;
    this.#gaps = withGaps(this.#gaps, traffic, throughS);
    this.#lostS += Math.max(0, fromS - throughS);
    for (const each of seconds) {
      if (each.second < throughS || each.second >= toS) continue;
      const period = weights.findLast(({ sinceS }) => sinceS <= each.second);
      if (period !== undefined && !isMixed(each.second, weights)) this.#second(each, period);
    }
    this.#throughS = Math.max(throughS, toS);
  }

  #second(each: ComparedSecond, period: WeightPeriod): void {
    if (period.sinceS !== this.#period?.sinceS) this.#restart(period);
    this.#see("candidate", each);
    this.#see("baseline", each);
    const share = period.candidateShare;
    const counts = share > 0 && share < 1 && each.second >= period.sinceS + this.#options.settleS;
    const use = counts && (this.#options.unit === "user" || !isCold(each));
    this.#compare(each, { harm: use, safety: use });
    this.#observe(each);
    if (use && this.#options.checksSplit) {
      const units = (arm: ArmSecond) => (this.#options.unit === "user" ? arm.exposed : arm.requests);
      this.#split.add(share, units(each.candidate), units(each.baseline));
    }
    this.#maxLog = Math.max(this.#maxLog, logSum(weightedLogs(evidenceOf(this.#metrics))));
  }

  get #metrics() {
    return { errors: this.#errors, latency: this.#latency, objective: this.#objective };
  }

  /** Routers count every user anew when weights change, so that both versions' users are at risk since the same moment. */
  #restart(period: WeightPeriod): void {
    this.#period = period;
    this.#split = SplitCheck.begin(this.#options.plannedS);
    for (const each of [this.#errors, ...this.#latency]) each.restart();
    this.#objective?.restart();
    for (const totals of [this.#totals.candidate, this.#totals.baseline]) {
      totals.exposed = 0;
      totals.requests = 0;
    }
  }

  #see(side: Arm, each: ComparedSecond): void {
    const [totals, arm] = [this.#totals[side], each[side]];
    totals.exposed += arm.exposed;
    totals.requests += arm.requests;
    if (arm.requests > 0) totals.lastS = each.second;
    if (arm.requests > (arm.cold ?? 0)) totals.lastWarmS = each.second;
  }

  #compare(each: ComparedSecond, use: Use): void {
    const errors = this.#arms(this.#errors, each, (arm) =>
      this.#options.unit === "user" ? arm.failed : arm.errors,
    );
    this.#errors.add(errors, use);
    if (use.harm) this.#ratio.add(errors);
    for (const [index, metric] of this.#latency.entries()) {
      const pair = this.#options.latency?.pairs[index];
      if (pair !== undefined) metric.add(this.#arms(metric, each, slowBy(pair)), use);
    }
  }

  #observe({ second, candidate }: ComparedSecond): void {
    const isCold = (candidate.cold ?? 0) > 0;
    if (this.#options.unit === "user")
      this.#objective?.add(second, candidate.exposed, candidate.failed, !isCold);
    else if (!isCold) this.#objective?.add(second, candidate.requests, candidate.errors, true);
  }

  /** Units at risk in this second, and events of them. */
  #arms(metric: RatioMetric, each: ComparedSecond, events: Events): BothArms {
    const [candidate, baseline] = metric.recent;
    return {
      candidate: this.#counts("candidate", each, candidate, events),
      baseline: this.#counts("baseline", each, baseline, events),
    };
  }

  #counts(side: Arm, second: ComparedSecond, before: number, eventsOf: Events) {
    const arm = second[side];
    const events = eventsOf(arm, side);
    const atRisk = this.#options.unit === "user" ? this.#totals[side].exposed - before : arm.requests;
    if (events > atRisk) this.#impossible += events - Math.max(0, atRisk);
    // Users of cold instances were not observed: neither their errors nor they themselves count in this second.
    const observed = arm.requests > 0 ? 1 - (arm.cold ?? 0) / arm.requests : 1;
    return { units: Math.max(events, Math.round(atRisk * observed)), events };
  }
}

function objectiveOf({ objective, unit }: ComparisonOptions, state: ComparisonState | undefined) {
  if (objective === undefined) return undefined;
  return state?.objective === undefined
    ? ObjectiveProcess.begin(objective, unit)
    : ObjectiveProcess.resume(objective, unit, state.objective);
}

function slowBy({ baselineIndex, candidateIndex }: ThresholdPair): Events {
  return (arm, side) => arm.slow[side === "candidate" ? candidateIndex : baselineIndex] ?? 0;
}

function isMixed(second: number, weights: readonly WeightPeriod[]): boolean {
  return weights.some(
    ({ mixedFromS, sinceS }) => mixedFromS !== undefined && mixedFromS <= second && second < sinceS,
  );
}

function isCold({ candidate, baseline }: ComparedSecond): boolean {
  return (candidate.cold ?? 0) + (baseline.cold ?? 0) > 0;
}

export function beginComparison(options: ComparisonOptions): ComparisonState {
  return new Comparison(options).state;
}

/**
 * The state after these seconds. `weights`: all periods since the comparison began, in order of time; each begins with the
 * first whole second in which the router worked by it and counted users anew. Folding the same seconds again changes
 * nothing, and so does the order in which rows came in.
 */
export function withTraffic(
  state: ComparisonState,
  traffic: ComparedTraffic,
  weights: readonly WeightPeriod[],
): ComparisonState {
  const comparison = new Comparison(state.options, structured(state));
  comparison.add(traffic, weights);
  return comparison.state;
}

/** Totals are counted on in place; the caller's state stays as it is. */
function structured(state: ComparisonState): ComparisonState {
  return { ...state, candidate: { ...state.candidate }, baseline: { ...state.baseline } };
}
