import {
  type ComponentTransition,
  defaultComparison,
  defaultTrafficGate,
  type GateSettings,
} from "@crossfade/core";
import type { ConfigGates } from "../config/environment-config.ts";

/** A comparison that is planned for less tells nothing about when it will know enough. */
const shortestPlanS = 60;
/** What has to be ruled out before a promotion is this much more than what is still no harm. */
const marginBeyondTolerance = 4 / 3;

/** The evidence that is asked for on each rung of the components that routers move. */
export function gateSettings(
  { traffic, tolerance, objective, minRequests, http, limits }: ConfigGates,
  transitions: readonly ComponentTransition[],
): GateSettings {
  const always = { http, ...(limits.length === 0 ? {} : { limits }) };
  const ladders = transitions.filter(({ by }) => by === "router").map(({ strategy }) => strategy.rungs);
  if (!traffic || ladders.length === 0) return always;
  const bakes = ladders.flat().map(({ bakeMs }) => bakeMs / 1_000);
  const longest = ladders.map((rungs) => rungs.reduce((sum, { bakeMs }) => sum + bakeMs / 1_000, 0));
  return {
    ...always,
    traffic: {
      comparison: {
        ...defaultComparison,
        tolerance,
        margin: Math.max(defaultComparison.margin, tolerance * marginBeyondTolerance),
        ...(objective === undefined ? {} : { objective }),
        plannedS: Math.max(shortestPlanS, Math.ceil(Math.max(...longest))),
      },
      // Each rung bakes for as long as it says; the comparison asks for no more than the shortest of them.
      limits: {
        ...defaultTrafficGate,
        minRequests,
        bakeS: Math.min(defaultTrafficGate.bakeS, Math.floor(Math.min(...bakes))),
      },
    },
  };
}
