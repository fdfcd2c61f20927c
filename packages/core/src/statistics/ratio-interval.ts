import { logSum } from "./log-domain.ts";
import { type BothArms, isInformative, type Ratio } from "./rate-ratio.ts";

const pointCount = 161;
const logReach = 6;
const logs = Array.from(
  { length: pointCount },
  (_, index) => -logReach + (2 * logReach * index) / (pointCount - 1),
);
const ratios = logs.map(Math.exp);
/** ln of a normal prior over ln r, mean 0, standard deviation 1.5, on the grid. */
const logPrior = (() => {
  const density = logs.map((log) => -(log ** 2) / (2 * 1.5 ** 2));
  const total = logSum(density);
  return density.map((each) => each - total);
})();

export interface Interval {
  readonly low: Ratio;
  readonly high: Ratio;
}

/**
 * A confidence sequence for the ratio of rates: at all times together it contains the ratio with probability 1 - α, if there
 * is one ratio. It holds every ratio that a mixture over all of them has not refuted. Exact for rare events; grid e^-6 to
 * e^6. Source: Robbins' method of mixtures (1970) on the conditional likelihood of `logHarmFactors`.
 */
export class RatioInterval {
  readonly #logLikelihood: Float64Array;

  private constructor(logLikelihood: ArrayLike<number>) {
    this.#logLikelihood = Float64Array.from(logLikelihood);
  }

  static begin(): RatioInterval {
    return new RatioInterval(new Float64Array(pointCount));
  }

  static resume(state: readonly number[]): RatioInterval {
    return new RatioInterval(state);
  }

  get state(): readonly number[] {
    return [...this.#logLikelihood];
  }

  add(arms: BothArms): void {
    if (!isInformative(arms)) return;
    const { candidate, baseline } = arms;
    const events = candidate.events + baseline.events;
    const units = candidate.units + baseline.units;
    for (let index = 0; index < pointCount; index++) {
      const weighted = (candidate.units * (ratios[index] ?? 1) + baseline.units) / units;
      const gain = candidate.events * (logs[index] ?? 0) - events * Math.log(weighted);
      this.#logLikelihood[index] = (this.#logLikelihood[index] ?? 0) + gain;
    }
  }

  /** Undefined while nothing was seen. At the ends of the grid 0 and Infinity: it may be beyond. */
  at(alpha: number): Interval | undefined {
    if (this.#logLikelihood.every((each) => each === 0)) return undefined;
    const mixed = logSum(logPrior.map((prior, index) => prior + (this.#logLikelihood[index] ?? 0)));
    const inside = this.#logLikelihood.map((each) => Number(mixed - each < Math.log(1 / alpha)));
    const [first, last] = [inside.indexOf(1), inside.lastIndexOf(1)];
    // One point further on either side: the end lies between the last point inside and the first one outside.
    return {
      low: first <= 0 ? 0 : (ratios[first - 1] ?? 0),
      high: last >= pointCount - 1 ? Number.POSITIVE_INFINITY : (ratios[last + 1] ?? 0),
    };
  }
}
