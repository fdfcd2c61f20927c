import { comparedTraffic } from "../../packages/core/src/statistics/compared-seconds.ts";
import { beginComparison, withTraffic } from "../../packages/core/src/statistics/comparison.ts";
import { defaultComparison } from "../../packages/core/src/statistics/comparison-state.ts";
import { trafficGate } from "../../packages/core/src/statistics/traffic-gate.ts";
import type { Row } from "../row.ts";
import { Dice } from "./dice.ts";
import { quantile } from "./summary.ts";
import { polls, type UserWorld, type Visit } from "./user-world.ts";

const versions = { component: "api", candidate: "2.0.0", baseline: "1.0.0" } as const;
const names = { candidate: "api 2.0.0", baseline: "api 1.0.0" };
const settleS = 5;

/** 2,000 users, 200 requests/s, one in a thousand fails; of the candidate's at 5 % one in twenty. */
function shop(seconds: number): UserWorld {
  const fails = ({ side }: Visit, dice: Dice) => dice.uniform() < (side === "candidate" ? 0.05 : 0.001);
  const weights = [{ sinceS: 0, candidateShare: 0.05 }];
  return { users: 2_000, requestsPerS: 200, seconds, weights, fails };
}

/** From the first user of a bad canary to the gate's "fail", by the whole gate with its defaults, asked every second. */
export function abortDelayRows(quick: boolean): readonly Row[] {
  const repetitions = quick ? 20 : 400;
  const delays = Array.from({ length: repetitions }, (_, seed) => failsAfterS(new Dice(seed, "shop")));
  const row = (name: string, value: number): Row => ({
    bench: "gates",
    name: `${name} from the first user to the abort: 2,000 users, 200 requests/s, canary 5 %, 5 % of it fail`,
    value,
    unit: "s",
    goal: "<= 40 s",
    met: value <= 40,
  });
  return [row("median", quantile(delays, 0.5)), row("p90", quantile(delays, 0.9))];
}

function failsAfterS(dice: Dice): number {
  const world = shop(120);
  const options = { ...defaultComparison, settleS };
  let state = beginComparison(options);
  for (const { nowS, measured } of polls(world, options, dice, 1)) {
    state = withTraffic(state, comparedTraffic([measured], versions), world.weights);
    if (trafficGate(state, { nowS, stageSinceS: 0, attempt: 1 }, names).result === "fail") return nowS;
  }
  return Number.POSITIVE_INFINITY;
}
