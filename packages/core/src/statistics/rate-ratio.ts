import { logSum } from "./log-domain.ts";

/** What one version did in one bucket of time: units (users at risk, or requests) and how many of them had the event. */
export interface ArmCounts {
  readonly units: number;
  /** At most `units` where a unit has one event at most. */
  readonly events: number;
}

/** Both versions over the very same seconds. */
export interface BothArms {
  readonly candidate: ArmCounts;
  readonly baseline: ArmCounts;
}

/** A ratio of event rates, candidate over baseline. Where events are not rare: of their odds. */
export type Ratio = number;

/** Whether this bucket says anything about the ratio. */
export function isInformative({ candidate, baseline }: BothArms): boolean {
  return candidate.events + baseline.events > 0 && candidate.units > 0 && baseline.units > 0;
}

/**
 * ln of the likelihood ratio of this bucket, given its units and its events in total, for each ratio r = `nullRatio` ·
 * `effects[k]`, effects above 1:
 *
 *     f(r) = (r/ρ0)^eC · [(nC·ρ0 + nB) / (nC·r + nB)]^e
 *
 * Its expectation is 1 for events that come as Poisson processes with ratio ρ0, and at most 1 below it. Where a unit has
 * one event at most, eC is hypergeometric (Fisher's, with odds ratio ρ0), which is below the binomial in increasing convex
 * order (Hoeffding 1963), so that it is at most 1 for odds ratios up to ρ0. Source: Lindon & Malek, "Anytime-valid
 * inference for multinomial count data" (NeurIPS 2022), conditioned on the units of each bucket.
 */
export function logHarmFactors(
  arms: BothArms,
  nullRatio: Ratio,
  effects: readonly number[],
  into: Float64Array,
): Float64Array {
  const { candidate, baseline } = arms;
  const events = candidate.events + baseline.events;
  const atNull = candidate.units * nullRatio + baseline.units;
  for (let index = 0; index < effects.length; index++) {
    const effect = effects[index] ?? 1;
    const atEffect = candidate.units * nullRatio * effect + baseline.units;
    into[index] = candidate.events * Math.log(effect) + events * Math.log(atNull / atEffect);
  }
  return into;
}

/** Beyond so many events in one bucket the exact sum is replaced by its bound. */
const maxExactEvents = 256;

/**
 * The same for effects below 1: evidence that the ratio is less than `nullRatio`. The binomial formula alone would be
 * wrong where a unit has one event at most: what is drawn cannot be drawn again, which makes few candidate events likelier
 * than the binomial says. So the factor is divided by the larger of both expectations, the binomial's and Fisher's
 * noncentral hypergeometric's. Source of the second: Fisher (1935), its generating function summed term by term.
 */
export function logSafetyFactors(
  arms: BothArms,
  nullRatio: Ratio,
  effects: readonly number[],
  into: Float64Array,
): Float64Array {
  logHarmFactors(arms, nullRatio, effects, into);
  const { candidate, baseline } = arms;
  const events = candidate.events + baseline.events;
  if (events < 2 || events > candidate.units + baseline.units) return into;
  if (events > maxExactEvents) return boundedSafetyFactors(arms, nullRatio, effects, into);
  const terms = logHypergeometricTerms(candidate.units, baseline.units, events, nullRatio);
  const total = logSum(terms);
  const lowest = Math.max(0, events - baseline.units);
  for (let index = 0; index < effects.length; index++) {
    const logEffect = Math.log(effects[index] ?? 1);
    const expected = logSum(terms.map((term, x) => term + x * logEffect)) - total;
    const exact = (candidate.events - lowest) * logEffect - expected;
    into[index] = Math.min(into[index] ?? 0, exact);
  }
  return into;
}

/**
 * As if all other events had been the candidate's: by Holley's inequality (1974) its events are then stochastically more
 * than a binomial's, so that the factor's expectation is at most 1.
 */
function boundedSafetyFactors(
  { candidate, baseline }: BothArms,
  nullRatio: Ratio,
  effects: readonly number[],
  into: Float64Array,
): Float64Array {
  const units = candidate.units - (candidate.events + baseline.events) + 1;
  if (units <= 0) return into.fill(0, 0, effects.length);
  return logHarmFactors({ candidate: { ...candidate, units }, baseline }, nullRatio, effects, into);
}

/** ln of the weights of x = lowest, lowest + 1, … candidate events, up to a constant. */
function logHypergeometricTerms(nC: number, nB: number, events: number, oddsRatio: number): number[] {
  const [lowest, highest] = [Math.max(0, events - nB), Math.min(events, nC)];
  const logs = [0];
  for (let x = lowest; x < highest; x++) {
    const ratio = (oddsRatio * (nC - x) * (events - x)) / ((x + 1) * (nB - events + x + 1));
    logs.push((logs.at(-1) ?? 0) + Math.log(ratio));
  }
  return logs;
}
