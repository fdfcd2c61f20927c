import { Mixture, type MixtureState } from "./mixture.ts";
import { isInformative, logHarmFactors } from "./rate-ratio.ts";

/** Odds of a split that are off by less than this factor are a balancer's rounding, not a fault. */
const allowedFactor = 1.1;
const effects: readonly number[] = [1.1, 1.25, 1.5, 2, 4, 16];
const weights = effects.map(() => 1 / effects.length);
const atOnce = 0.5;

export interface SplitCheckState {
  readonly tooMany: MixtureState;
  readonly tooFew: MixtureState;
}

/**
 * Sample ratio mismatch: do the versions get the users that the weights say? Two-sided, over the null hypothesis that the
 * odds of the candidate are within a factor of 1.1 of what was asked. Source: Lindon & Malek, "Sequential testing of
 * multinomial hypotheses" (2020), with an interval for null hypothesis.
 */
export class SplitCheck {
  readonly #tooMany: Mixture;
  readonly #tooFew: Mixture;
  readonly #perSecond: number;
  readonly #factors = new Float64Array(effects.length);

  private constructor(tooMany: Mixture, tooFew: Mixture, plannedS: number) {
    this.#tooMany = tooMany;
    this.#tooFew = tooFew;
    this.#perSecond = (1 - atOnce) / plannedS;
  }

  static begin(plannedS: number): SplitCheck {
    return new SplitCheck(Mixture.begin(weights, atOnce), Mixture.begin(weights, atOnce), plannedS);
  }

  static resume(plannedS: number, { tooMany, tooFew }: SplitCheckState): SplitCheck {
    return new SplitCheck(Mixture.resume(weights, tooMany), Mixture.resume(weights, tooFew), plannedS);
  }

  get state(): SplitCheckState {
    return { tooMany: this.#tooMany.state, tooFew: this.#tooFew.state };
  }

  /** Users (or requests) of one second, and the share of them that the candidate should have. */
  add(share: number, candidates: number, baselines: number): void {
    const asked = { candidate: share, baseline: 1 - share };
    this.#side(this.#tooMany, asked.candidate, candidates, asked.baseline, baselines);
    this.#side(this.#tooFew, asked.baseline, baselines, asked.candidate, candidates);
  }

  /** ln of an e-value of both sides: half of the larger (Bonferroni). */
  get maxLog(): number {
    return Math.max(this.#tooMany.maxLog, this.#tooFew.maxLog) - Math.LN2;
  }

  #side(mixture: Mixture, units: number, events: number, otherUnits: number, otherEvents: number): void {
    mixture.letIn(this.#perSecond);
    const arms = {
      candidate: { units, events },
      baseline: { units: otherUnits, events: otherEvents },
    };
    if (isInformative(arms)) mixture.multiply(logHarmFactors(arms, allowedFactor, effects, this.#factors));
  }
}
