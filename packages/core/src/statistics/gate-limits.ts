import type { DataLimits } from "./data-state.ts";

export interface TrafficGateLimits extends DataLimits {
  /** Probability of a false abort in a whole release, all of its attempts together. */
  readonly failAlpha: number;
  /** And of a false hold. */
  readonly holdAlpha: number;
  /** Of calling a right split wrong. */
  readonly splitAlpha: number;
  /** An e-value of so much against "inferior" on every guardrail lets a release go on. */
  readonly promotionE: number;
  /** Fewer events beyond the expected never abort. */
  readonly minExcess: number;
  /** Measured seconds of a stage before it can pass. */
  readonly bakeS: number;
  /** Candidate requests of a stage before it can pass. */
  readonly minRequests: number;
  /** Without data for so long, a gate is inconclusive. */
  readonly withoutDataS: number;
  /** Events that do not add up, beyond which no comparison is made. */
  readonly maxImpossible: number;
}

export const defaultTrafficGate: TrafficGateLimits = {
  failAlpha: 0.01,
  holdAlpha: 0.05,
  splitAlpha: 0.001,
  promotionE: 20,
  minExcess: 5,
  bakeS: 300,
  minRequests: 300,
  withoutDataS: 600,
  maxImpossible: 5,
  staleS: 30,
  silentS: 60,
};

/**
 * The share of an error probability that the i-th attempt with the same artefact may use: α·6/(π²i²). All attempts
 * together use α at most, however many there are (Euler: Σ 1/i² = π²/6).
 */
export function attemptAlpha(alpha: number, attempt: number): number {
  return (alpha * 6) / (Math.PI ** 2 * attempt ** 2);
}
