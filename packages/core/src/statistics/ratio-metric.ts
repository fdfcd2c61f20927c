import type { MixtureState } from "./mixture.ts";
import type { BothArms, Ratio } from "./rate-ratio.ts";
import { HarmProcess, SafetyProcess } from "./rate-ratio-process.ts";

export interface RatioMetricState {
  readonly harm: MixtureState;
  readonly safety: MixtureState;
  /** Events since users were last counted anew. */
  readonly recent: readonly [candidate: number, baseline: number];
  /** Events that counted as evidence, since the beginning. */
  readonly events: readonly [candidate: number, baseline: number];
  /** Candidate events beyond those of an equal rate, and the lowest that this was. */
  readonly excess: readonly [sum: number, lowest: number];
  /** ln of the largest e-value against "inferior" so far. Absent: as it is now. */
  readonly bestSafety?: number;
}

export interface RatioMetricOptions {
  /** The null ratio of harm. */
  readonly tolerance: Ratio;
  /** The ratio to rule out before a promotion. */
  readonly margin: Ratio;
  readonly plannedS: number;
}

/** How far a second's counts may be used. */
export interface Use {
  readonly harm: boolean;
  readonly safety: boolean;
}

/** One thing that happens to users, compared: is it more frequent with the candidate, is it provably not? */
export class RatioMetric {
  readonly harm: HarmProcess;
  readonly safety: SafetyProcess;
  #recent: readonly [number, number];
  #events: readonly [number, number];
  #excess: readonly [number, number];
  #bestSafety: number;

  constructor({ tolerance, margin, plannedS }: RatioMetricOptions, state?: RatioMetricState) {
    this.harm =
      state === undefined
        ? HarmProcess.begin(tolerance, plannedS)
        : HarmProcess.resume(tolerance, plannedS, state.harm);
    this.safety =
      state === undefined ? SafetyProcess.begin(margin) : SafetyProcess.resume(margin, state.safety);
    this.#recent = state?.recent ?? [0, 0];
    this.#events = state?.events ?? [0, 0];
    this.#excess = state?.excess ?? [0, 0];
    this.#bestSafety = state?.bestSafety ?? this.safety.log;
  }

  get state(): RatioMetricState {
    return {
      harm: this.harm.state,
      safety: this.safety.state,
      recent: this.#recent,
      events: this.#events,
      excess: this.#excess,
      bestSafety: this.#bestSafety,
    };
  }

  /**
   * ln of the largest e-value against "inferior" so far. What was shown once, at whatever moment, stays shown with the same
   * error (Ville): with nobody left to compare with, it is all that there can be.
   */
  get bestSafety(): number {
    return this.#bestSafety;
  }

  /** Events since users were last counted anew: these users are no longer at risk. */
  get recent(): readonly [candidate: number, baseline: number] {
    return this.#recent;
  }

  get events(): readonly [candidate: number, baseline: number] {
    return this.#events;
  }

  /** Candidate events beyond an equal rate, since the moment from which they are most. */
  get excess(): number {
    return this.#excess[0] - this.#excess[1];
  }

  restart(): void {
    this.#recent = [0, 0];
  }

  add(arms: BothArms, use: Use): void {
    const { candidate, baseline } = arms;
    this.#recent = [this.#recent[0] + candidate.events, this.#recent[1] + baseline.events];
    if (use.safety) {
      this.safety.add(arms);
      this.#bestSafety = Math.max(this.#bestSafety, this.safety.log);
    }
    if (!use.harm) return;
    this.harm.add(arms);
    this.#events = [this.#events[0] + candidate.events, this.#events[1] + baseline.events];
    const units = candidate.units + baseline.units;
    if (candidate.units === 0 || baseline.units === 0) return;
    const expected = ((candidate.events + baseline.events) * candidate.units) / units;
    const sum = this.#excess[0] + candidate.events - expected;
    this.#excess = [sum, Math.min(sum, this.#excess[1])];
  }
}
