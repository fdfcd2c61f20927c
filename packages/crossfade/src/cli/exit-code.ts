import type { Summary } from "./commands.ts";

export const exitCodes = { fits: 0, breaks: 1, couldNotCheck: 2, unknown: 3, interrupted: 130 } as const;

/** As one deployment: does it fit? */
export function exitAsRequested(summary: Summary): number {
  if (summary.breaks > 0) return exitCodes.breaks;
  return summary.unknowns > 0 ? exitCodes.unknown : exitCodes.fits;
}

/** As planned: is there an order, and is it proven? */
export function exitAsPlanned({ plan }: Summary): number {
  return { proven: exitCodes.fits, unproven: exitCodes.unknown, impossible: exitCodes.breaks }[plan];
}
