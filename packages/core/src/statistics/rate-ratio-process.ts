import { Mixture, type MixtureState } from "./mixture.ts";
import { type BothArms, isInformative, logHarmFactors, logSafetyFactors, type Ratio } from "./rate-ratio.ts";

/**
 * How many times worse than the null ratio the candidate may be, and the weight of each. Small effects take longest to
 * see and get the most; a hundredfold is seen after a few events whatever its weight.
 */
const harmAlternatives: readonly (readonly [effect: number, weight: number])[] = [
  ...[1.25, 1.5, 2, 3, 4, 6, 8, 12].map((effect) => [effect, 0.09] as const),
  ...[16, 24, 32].map((effect) => [effect, 0.04] as const),
  ...[64, 128, 256, 512, 1_024].map((effect) => [effect, 0.032] as const),
];
export const harmEffects = harmAlternatives.map(([effect]) => effect);
const harmWeights = harmAlternatives.map(([, weight]) => weight);
/** Half of the belief is in an effect from the beginning, the rest is spread over the planned length. */
const atOnce = 0.5;

/** Alternatives for "not worse": most of the belief is in a candidate that is just as good. Ratio and weight. */
const safetyAlternatives: readonly (readonly [ratio: Ratio, weight: number])[] = [
  [1, 0.6],
  [0.75, 0.1],
  [0.5, 0.1],
  [0.25, 0.1],
  [0.1, 0.1],
];
const safetyRatios = safetyAlternatives.map(([ratio]) => ratio);
const safetyWeights = safetyAlternatives.map(([, weight]) => weight);

/**
 * Evidence that the candidate has the event more than `nullRatio` times as often as the baseline, however the rates of
 * both drift together, whenever it begins, whatever the schedule of weights.
 */
export class HarmProcess {
  readonly #mixture: Mixture;
  readonly #nullRatio: Ratio;
  readonly #perSecond: number;
  readonly #effects: readonly number[];
  readonly #factors: Float64Array;

  private constructor(mixture: Mixture, nullRatio: Ratio, plannedS: number, effects: readonly number[]) {
    this.#mixture = mixture;
    this.#nullRatio = nullRatio;
    this.#perSecond = (1 - atOnce) / plannedS;
    this.#effects = effects;
    this.#factors = new Float64Array(effects.length);
  }

  /** `plannedS`: how long the comparison is meant to last; it may last longer. */
  static begin(nullRatio: Ratio, plannedS: number): HarmProcess {
    return new HarmProcess(Mixture.begin(harmWeights, atOnce), nullRatio, plannedS, harmEffects);
  }

  static resume(nullRatio: Ratio, plannedS: number, state: MixtureState): HarmProcess {
    return new HarmProcess(Mixture.resume(harmWeights, state), nullRatio, plannedS, harmEffects);
  }

  get state(): MixtureState {
    return this.#mixture.state;
  }

  /** One second. The counts of all of it, added up: within a second there is no order. */
  add(arms: BothArms): void {
    this.#mixture.letIn(this.#perSecond);
    if (isInformative(arms))
      this.#mixture.multiply(logHarmFactors(arms, this.#nullRatio, this.#effects, this.#factors));
  }

  get log(): number {
    return this.#mixture.log;
  }

  get maxLog(): number {
    return this.#mixture.maxLog;
  }
}

/** Evidence that the candidate has the event less than `margin` times as often as the baseline: that it is not inferior. */
export class SafetyProcess {
  readonly #mixture: Mixture;
  readonly #margin: Ratio;
  readonly #effects: readonly number[];
  readonly #factors: Float64Array;

  private constructor(mixture: Mixture, margin: Ratio) {
    this.#mixture = mixture;
    this.#margin = margin;
    this.#effects = safetyRatios.map((ratio) => ratio / margin);
    this.#factors = new Float64Array(safetyRatios.length);
  }

  /** `margin`: above 1; the ratio that has to be ruled out. */
  static begin(margin: Ratio): SafetyProcess {
    return new SafetyProcess(Mixture.begin(safetyWeights, 1), margin);
  }

  static resume(margin: Ratio, state: MixtureState): SafetyProcess {
    return new SafetyProcess(Mixture.resume(safetyWeights, state), margin);
  }

  get state(): MixtureState {
    return this.#mixture.state;
  }

  add(arms: BothArms): void {
    if (isInformative(arms))
      this.#mixture.multiply(logSafetyFactors(arms, this.#margin, this.#effects, this.#factors));
  }

  get log(): number {
    return this.#mixture.log;
  }

  /**
   * How many more events of both versions together it takes to reach ln e = `goal`, if the candidate is just as good and
   * gets the share `share` of the units: what is missing over the expected growth, the Kullback–Leibler divergence of one
   * event (Wald 1945). 0 where the goal is reached.
   */
  eventsMissing(goal: number, share: number): number {
    const missing = goal - this.log;
    if (missing <= 0) return 0;
    const atMargin = (share * this.#margin) / (share * this.#margin + 1 - share);
    const growth = share * Math.log(share / atMargin) + (1 - share) * Math.log((1 - share) / (1 - atMargin));
    return Math.ceil(missing / growth);
  }
}
