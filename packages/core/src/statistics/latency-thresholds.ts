import { type Bin, binsOfFactor, upperEdgeOf } from "./log-histogram.ts";
import type { Ratio } from "./rate-ratio.ts";

/** An answer is an event of the baseline above one threshold, of the candidate above the other: indices of `slow`. */
export interface ThresholdPair {
  readonly name: string;
  readonly baselineIndex: number;
  readonly candidateIndex: number;
  /** Frequent enough for its non-inferiority to be shown in reasonable time: a promotion asks for it. */
  readonly promotes: boolean;
}

export interface LatencyPlan {
  /** Milliseconds, ascending; what the router has to count by. At most twelve. */
  readonly thresholdsMs: readonly number[];
  readonly pairs: readonly ThresholdPair[];
  /** How much more often the candidate may be above its threshold than the baseline above its own. */
  readonly tolerance: Ratio;
}

const quantiles: readonly (readonly [name: string, quantile: number])[] = [
  ["p50", 0.5],
  ["p75", 0.75],
  ["p90", 0.9],
  ["p95", 0.95],
  ["p99", 0.99],
  ["p99.9", 0.999],
];
/** Of the answers of the old version: a threshold that so many are above is asked for in a promotion. */
const frequentShare = 0.05;
/** A quantile that fewer answers of the old version were above is not known. */
const fewestAbove = 10;

/**
 * Latency as counts above thresholds: quantiles of the baseline before the release, as edges of histogram bins, and the
 * same a share `slowerBy` (0.1: a tenth) further on, rounded up to a whole bin, for the candidate. Undefined where too
 * little was measured for any quantile. Source: exceedance counts at fixed thresholds, so that a comparison of
 * distributions becomes comparisons of rates; bins as in DDSketch (VLDB 2019).
 */
export function latencyPlan(baseline: readonly Bin[], slowerBy: number): LatencyPlan | undefined {
  const total = baseline.reduce((sum, [, count]) => sum + count, 0);
  const known = quantiles.filter(([, quantile]) => total * (1 - quantile) >= fewestAbove);
  const further = binsOfFactor(1 + slowerBy);
  const bins = known.map(([name, quantile]) => ({
    name,
    bin: binAt(baseline, quantile * total),
    promotes: 1 - quantile >= frequentShare - 1e-9,
  }));
  const distinct = bins.filter(({ bin }, index) => bin !== bins[index - 1]?.bin);
  if (distinct.length === 0) return undefined;
  const edges = [...new Set(distinct.flatMap(({ bin }) => [bin, bin + further]))].sort((a, b) => a - b);
  const pairs = distinct.map(({ name, bin, promotes }) => ({
    name,
    baselineIndex: edges.indexOf(bin),
    candidateIndex: edges.indexOf(bin + further),
    promotes,
  }));
  return { thresholdsMs: edges.map(upperEdgeOf), pairs, tolerance: 1 };
}

/**
 * For a router whose thresholds are fixed: both versions above the same one, and a tolerance on the ratio instead of a
 * further threshold. `baseline`: bins of the old version before the release; they say which thresholds are frequent.
 */
export function fixedLatencyPlan(
  thresholdsMs: readonly number[],
  baseline: readonly Bin[],
  tolerance: Ratio,
): LatencyPlan {
  const total = baseline.reduce((sum, [, count]) => sum + count, 0);
  const pairs = thresholdsMs.map((ms, index) => {
    const above = baseline.reduce((sum, [bin, count]) => sum + (upperEdgeOf(bin) > ms ? count : 0), 0);
    const promotes = index === 0 || above >= frequentShare * total;
    return { name: `${ms} ms`, baselineIndex: index, candidateIndex: index, promotes };
  });
  return { thresholdsMs, pairs, tolerance };
}

/** The first bin at whose upper edge at least `rank` values lie. */
function binAt(bins: readonly Bin[], rank: number): number {
  let seen = 0;
  for (const [bin, count] of bins) {
    seen += count;
    if (seen >= rank) return bin;
  }
  return bins.at(-1)?.[0] ?? 0;
}
