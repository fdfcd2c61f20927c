import { logAdd, logSum } from "./log-domain.ts";

/** A mixture as it is kept: a few numbers, from which it goes on as if it had never stopped. */
export interface MixtureState {
  /** ln of what each alternative has come to, its prior weight included. */
  readonly logMass: readonly number[];
  /** Mass that was let in since the last factor; it is shared out at the next. */
  readonly entering: number;
  /** Mass that bets on nothing yet: it is for an effect that begins later. */
  readonly left: number;
  /** ln of the largest value so far. */
  readonly maxLog: number;
}

/**
 * The mixture of test martingales over the size of an effect and over its onset: R_k <- (R_k + π_t g_k) f_t(k), and the
 * e-value is the sum of all R_k and of the mass not yet let in. By Ville's inequality it reaches 1/α with probability α at
 * most under the null hypothesis, however often one looks. Sources: Ville (1939); Shiryaev–Roberts type mixture over
 * onsets as in Shin, Ramdas, Rinaldo, "E-detectors" (2023), with the onset weights summing to one.
 */
export class Mixture {
  readonly #logWeights: readonly number[];
  readonly #logMass: Float64Array;
  #entering: number;
  #left: number;
  #maxLog: number;

  private constructor(weights: readonly number[], { logMass, entering, left, maxLog }: MixtureState) {
    this.#logWeights = weights.map(Math.log);
    this.#logMass = Float64Array.from(logMass);
    this.#entering = entering;
    this.#left = left;
    this.#maxLog = maxLog;
  }

  /** `weights` sum to 1, one an alternative. `atOnce`: the mass that bets from the beginning, above 0 up to 1. */
  static begin(weights: readonly number[], atOnce: number): Mixture {
    const logMass = weights.map((weight) => Math.log(atOnce * weight));
    return new Mixture(weights, { logMass, entering: 0, left: 1 - atOnce, maxLog: 0 });
  }

  static resume(weights: readonly number[], state: MixtureState): Mixture {
    return new Mixture(weights, state);
  }

  get state(): MixtureState {
    return {
      logMass: [...this.#logMass],
      entering: this.#entering,
      left: this.#left,
      maxLog: this.#maxLog,
    };
  }

  /** So much of what waits bets from now on, or all that is left. */
  letIn(mass: number): void {
    const entering = Math.min(this.#left, mass);
    this.#entering += entering;
    this.#left -= entering;
  }

  get left(): number {
    return this.#left;
  }

  /** `logFactors`: ln of the factor of each alternative, in the order of the weights. */
  multiply(logFactors: ArrayLike<number>): void {
    const entering = this.#entering > 0 ? Math.log(this.#entering) : undefined;
    for (let index = 0; index < this.#logMass.length; index++) {
      let mass = this.#logMass[index] ?? 0;
      if (entering !== undefined) mass = logAdd(mass, entering + (this.#logWeights[index] ?? 0));
      this.#logMass[index] = mass + (logFactors[index] ?? 0);
    }
    this.#entering = 0;
    this.#maxLog = Math.max(this.#maxLog, this.log);
  }

  /** ln of the e-value. */
  get log(): number {
    return logAdd(logSum(this.#logMass), Math.log(this.#entering + this.#left));
  }

  /** ln of the largest e-value so far; e to the minus this is the always-valid p-value. */
  get maxLog(): number {
    return this.#maxLog;
  }
}
