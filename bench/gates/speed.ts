import { comparedTraffic } from "../../packages/core/src/statistics/compared-seconds.ts";
import { beginComparison, withTraffic } from "../../packages/core/src/statistics/comparison.ts";
import { defaultComparison } from "../../packages/core/src/statistics/comparison-state.ts";
import { fixedLatencyPlan } from "../../packages/core/src/statistics/latency-thresholds.ts";
import { HarmProcess, harmEffects } from "../../packages/core/src/statistics/rate-ratio-process.ts";
import type { Row } from "../row.ts";
import { Dice } from "./dice.ts";
import { constantWorld, errorSecond } from "./error-world.ts";
import { quantile } from "./summary.ts";
import { polls, type UserWorld } from "./user-world.ts";

export function speedRows(): readonly Row[] {
  return [updateRow(), ...comparisonRows()];
}

/** One update of all effects, with an error in each second. Short runs, so that some are not interrupted. */
function updateRow(): Row {
  const dice = new Dice(1, "speed");
  const world = constantWorld(1_000, 0.05, 0.01);
  const seconds = Array.from({ length: 2_000 }, (_, second) => errorSecond(world, second, dice));
  const times = Array.from({ length: 300 }, () => {
    const process = HarmProcess.begin(1, 3_600);
    const start = performance.now();
    for (const each of seconds) process.add(each);
    return ((performance.now() - start) * 1_000) / seconds.length;
  });
  const value = Math.min(...times);
  return {
    bench: "gates",
    name: `one update of ${harmEffects.length} effects, best of ${times.length} runs`,
    value,
    unit: "µs",
    goal: "< 2 µs",
    met: value < 2,
  };
}

/** Everything of one poll: a state from JSON, one second of errors and six latency thresholds, a state to JSON. */
function comparisonRows(): readonly Row[] {
  const latency = fixedLatencyPlan([50, 100, 250, 500, 1_000, 2_500], [], 1.5);
  const options = { ...defaultComparison, objective: 0.05, latency };
  const world: UserWorld = {
    users: 5_000,
    requestsPerS: 200,
    seconds: 600,
    weights: [{ sinceS: 0, candidateShare: 0.1 }],
    fails: (_, dice) => dice.uniform() < 0.002,
    latency: (_, dice) => 100 * Math.exp(dice.normal()),
  };
  const versions = { component: "api", candidate: "2.0.0", baseline: "1.0.0" };
  const traffic = [...polls(world, options, new Dice(1, "polls"), 1)].map(({ measured }) =>
    comparedTraffic([measured], versions),
  );
  let kept = JSON.stringify(beginComparison(options));
  const times = traffic.map((each) => {
    const start = performance.now();
    kept = JSON.stringify(withTraffic(JSON.parse(kept), each, world.weights));
    return (performance.now() - start) * 1_000;
  });
  return [
    {
      bench: "gates",
      name: "median poll of one second with six latency thresholds and an objective, from JSON to JSON",
      value: quantile(times, 0.5),
      unit: "µs",
    },
    { bench: "gates", name: "its state as JSON", value: kept.length, unit: "bytes" },
  ];
}
