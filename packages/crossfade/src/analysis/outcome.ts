import type { Report } from "./report.ts";

/** The part of a report that decides the exit code. Standing, accepted and waived pairs are not counted. */
export interface Outcome {
  /** Version pairs that break, and that are unknown, if everything is deployed at once. */
  readonly breaks: number;
  readonly unknowns: number;
  readonly plan: "proven" | "unproven" | "impossible";
}

export const exitCodes = { fits: 0, breaks: 1, couldNotCheck: 2, unknown: 3, interrupted: 130 } as const;

export function outcomeOf({ atOnce, planning }: Pick<Report, "atOnce" | "planning">): Outcome {
  const count = (verdict: "breaking" | "unknown") => atOnce.filter((pair) => pair.verdict === verdict).length;
  return { breaks: count("breaking"), unknowns: count("unknown"), plan: planning.kind };
}

/** As one deployment: does it fit? */
export function exitAsRequested({ breaks, unknowns }: Outcome): 0 | 1 | 3 {
  if (breaks > 0) return exitCodes.breaks;
  return unknowns > 0 ? exitCodes.unknown : exitCodes.fits;
}

/** As planned: is there an order, and is it proven? */
export function exitAsPlanned({ plan }: Outcome): 0 | 1 | 3 {
  return ({ proven: exitCodes.fits, unproven: exitCodes.unknown, impossible: exitCodes.breaks } as const)[
    plan
  ];
}
