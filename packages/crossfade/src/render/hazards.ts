import type { SchemaReport } from "../analysis/report.ts";

export type Hazard = SchemaReport["hazards"][number];

/** Worst first: what cannot be undone, then what is not known, then what old writers and the traffic feel. */
const effects: readonly Hazard["effect"][] = [
  "destroys",
  "undecided",
  "tightens",
  "rewrites",
  "locks",
  "semantic",
];

export function worstFirst(hazards: readonly Hazard[]): Hazard[] {
  return [...hazards].sort((one, other) => effects.indexOf(one.effect) - effects.indexOf(other.effect));
}
