import { Mixture, type MixtureState } from "./mixture.ts";

/** How many times the objective the share may really be; what would be 1 or more is left out. */
const harmMultiples: readonly number[] = [1.5, 2, 3, 5, 10, 30];
/** And how small a part of it, for evidence that it is kept. */
const keptParts: readonly number[] = [0.5, 0.2, 0.05, 0.01];
/** Mass that bets from the beginning; of the rest, half begins at each restart of the units. */
const atOnce = 0.5;
/** A unit counts as one without the event once it was seen for so long: users come back, a request has its answer at once. */
const settledAfterS = { user: 60, request: 0 } as const;

type Unit = keyof typeof settledAfterS;

export interface ObjectiveState {
  readonly harm: MixtureState;
  readonly kept: MixtureState;
  /** Users seen for less than a minute: second and how many. */
  readonly young: readonly (readonly [second: number, units: number])[];
}

/**
 * Does a larger share than `objective` of the candidate's units have the event? No baseline is needed. A mixture of
 * Bernoulli likelihood ratios over p_k = objective · {1.5 … 30}: Π (p_k/p0)^e ((1−p_k)/(1−p0))^(n−e) (Wald 1945; mixture
 * as Robbins 1970). A unit that has not failed yet counts as one that does not, and is moved over when it fails: before it
 * is settled that only lowers the value, so Ville's inequality holds. `kept` is the same for p_k below the objective; there
 * a user counts as good only a minute after it was first seen.
 */
export class ObjectiveProcess {
  readonly #harm: Mixture;
  readonly #kept: Mixture;
  readonly #harmShares: readonly number[];
  readonly #keptShares: readonly number[];
  readonly #objective: number;
  readonly #settledAfterS: number;
  #young: (readonly [second: number, units: number])[];

  private constructor(objective: number, unit: Unit, state: ObjectiveState | undefined) {
    this.#objective = objective;
    this.#settledAfterS = settledAfterS[unit];
    this.#harmShares = harmMultiples.map((each) => each * objective).filter((share) => share < 1);
    this.#keptShares = keptParts.map((each) => each * objective);
    const harmWeights = this.#harmShares.map(() => 1 / this.#harmShares.length);
    const keptWeights = keptParts.map(() => 1 / keptParts.length);
    this.#harm =
      state === undefined ? Mixture.begin(harmWeights, atOnce) : Mixture.resume(harmWeights, state.harm);
    this.#kept =
      state === undefined ? Mixture.begin(keptWeights, 1) : Mixture.resume(keptWeights, state.kept);
    this.#young = [...(state?.young ?? [])];
  }

  /** `objective`: the largest share of units that may have the event, above 0 and below 2/3. */
  static begin(objective: number, unit: Unit): ObjectiveProcess {
    return new ObjectiveProcess(objective, unit, undefined);
  }

  static resume(objective: number, unit: Unit, state: ObjectiveState): ObjectiveProcess {
    return new ObjectiveProcess(objective, unit, state);
  }

  get state(): ObjectiveState {
    return { harm: this.#harm.state, kept: this.#kept.state, young: this.#young };
  }

  /**
   * `units` seen for the first time in this second, and events of any unit that was seen. `settles`: whether these units
   * may ever count as good; not if nobody observed them.
   */
  add(second: number, units: number, events: number, settles: boolean): void {
    if (units > 0 && settles) this.#young.push([second, units]);
    let settled = 0;
    while ((this.#young[0]?.[0] ?? Number.POSITIVE_INFINITY) <= second - this.#settledAfterS)
      settled += this.#young.shift()?.[1] ?? 0;
    if (units > 0 || events > 0) this.#harm.multiply(this.#factors(this.#harmShares, units, events));
    if (settled > 0 || events > 0) this.#kept.multiply(this.#factors(this.#keptShares, settled, events));
  }

  /** Every unit counts anew; those that had not settled are not counted as good. */
  restart(): void {
    this.#young = [];
    this.#harm.letIn(this.#harm.left / 2);
  }

  get harmLog(): number {
    return this.#harm.log;
  }

  get harmMaxLog(): number {
    return this.#harm.maxLog;
  }

  get keptLog(): number {
    return this.#kept.log;
  }

  /** How many more units without the event it takes to reach ln e = `goal`. */
  unitsMissing(goal: number): number {
    const growth = Math.log((1 - (this.#keptShares.at(-1) ?? 0)) / (1 - this.#objective));
    return Math.max(0, Math.ceil((goal - this.keptLog) / growth));
  }

  /**
   * Seconds after `throughS` until so many more units are settled: those that were seen first, then those that come at
   * `perSecond`. Infinity: never, at that pace.
   */
  settledInS(units: number, throughS: number, perSecond: number): number {
    let left = units;
    for (const [second, seen] of this.#young) {
      left -= seen;
      if (left <= 0) return Math.max(0, second + this.#settledAfterS - throughS);
    }
    return left / perSecond + this.#settledAfterS;
  }

  #factors(shares: readonly number[], units: number, events: number): readonly number[] {
    const ok = 1 - this.#objective;
    return shares.map(
      (share) =>
        units * Math.log((1 - share) / ok) +
        events * (Math.log(share / this.#objective) - Math.log((1 - share) / ok)),
    );
  }
}
