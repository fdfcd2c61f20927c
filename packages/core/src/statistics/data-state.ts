import type { ArmTotals, ComparisonState } from "./comparison-state.ts";

/**
 * OK · NO_TRAFFIC: measured, and nobody was there, or only cold instances answered · NO_METRICS: nothing was ever measured
 * · STALE: measured once, and no longer.
 */
export type DataState = "OK" | "NO_TRAFFIC" | "NO_METRICS" | "STALE";

export interface DataLimits {
  /** Seconds after which the last measured second is too old. */
  readonly staleS: number;
  /** Seconds without a request after which a version counts as without traffic. */
  readonly silentS: number;
}

export interface ArmData {
  readonly state: DataState;
  /** The last second with data of use, s since 1970. */
  readonly lastS?: number;
  /** There are answers, all of instances that are still warming up. */
  readonly isCold: boolean;
}

export function armData(
  { throughS }: ComparisonState,
  { lastS, lastWarmS }: ArmTotals,
  nowS: number,
  { staleS, silentS }: DataLimits,
): ArmData {
  if (throughS === undefined) return { state: "NO_METRICS", isCold: false };
  const last = lastWarmS === undefined ? {} : { lastS: lastWarmS };
  if (nowS - throughS > staleS) return { state: "STALE", isCold: false, ...last };
  const isSilent = (second: number | undefined) => second === undefined || throughS - second > silentS;
  if (!isSilent(lastWarmS)) return { state: "OK", isCold: false, ...last };
  return { state: "NO_TRAFFIC", isCold: !isSilent(lastS), ...last };
}
