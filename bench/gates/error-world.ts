import type { BothArms } from "../../packages/core/src/statistics/rate-ratio.ts";
import type { Dice } from "./dice.ts";

/** Two versions that answer independent requests. */
export interface ErrorWorld {
  readonly requestsPerS: number;
  /** The candidate's share of requests in this second. */
  readonly share: (second: number) => number;
  /** Error rate of the baseline. */
  readonly base: (second: number) => number;
  /** How many times worse the candidate is. */
  readonly times: (second: number) => number;
}

/** One second. The requests that went well are only drawn where one did not: without an error nobody looks at them. */
export function errorSecond(
  { requestsPerS, share, base, times }: ErrorWorld,
  second: number,
  dice: Dice,
): BothArms {
  const [weight, rate] = [share(second), base(second)];
  const [nC, nB] = [requestsPerS * weight, requestsPerS * (1 - weight)];
  const worse = Math.min(1, rate * times(second));
  const [eC, eB] = [dice.poisson(nC * worse), dice.poisson(nB * rate)];
  if (eC + eB === 0) return quiet;
  return {
    candidate: { units: eC + dice.poisson(nC * (1 - worse)), events: eC },
    baseline: { units: eB + dice.poisson(nB * (1 - rate)), events: eB },
  };
}

const quiet: BothArms = { candidate: { units: 0, events: 0 }, baseline: { units: 0, events: 0 } };

export function constantWorld(requestsPerS: number, weight: number, rate: number, times = 1): ErrorWorld {
  return { requestsPerS, share: () => weight, base: () => rate, times: () => times };
}
