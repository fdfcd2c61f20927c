/** Of any value that is read out, against the value that went in. */
const relativeError = 0.01;
const growth = (1 + relativeError) / (1 - relativeError);
const logOfGrowth = Math.log(growth);
const binCount = 2_048;
/** Values at or below it are in the first bin. With milliseconds: a microsecond. */
const smallest = 0.001;

/** A bin and how many values are in it. */
export type Bin = readonly [bin: number, count: number];

/**
 * Counts positive values in bins whose borders grow by a constant factor, so that every quantile is right to 1 %. Two of
 * them add up exactly. Source: DDSketch (Masson, Rim, Lee; VLDB 2019), logarithmic mapping, bins of a fixed number.
 */
export class LogHistogram {
  readonly #counts = new Float64Array(binCount);
  #total = 0;

  add(value: number, count = 1): void {
    const bin = binOf(value);
    this.#counts[bin] = (this.#counts[bin] ?? 0) + count;
    this.#total += count;
  }

  get total(): number {
    return this.#total;
  }

  /** Bins that hold something, the lowest first. */
  bins(): Bin[] {
    const bins: Bin[] = [];
    for (const [bin, count] of this.#counts.entries()) if (count > 0) bins.push([bin, count]);
    return bins;
  }
}

/** The value at or below which a share `quantile` (0 to 1) of all values lies; undefined where there is none. */
export function quantileOf(bins: readonly Bin[], quantile: number): number | undefined {
  const total = bins.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return undefined;
  const rank = quantile * (total - 1);
  let seen = 0;
  for (const [bin, count] of bins) {
    seen += count;
    if (seen > rank) return middleOf(bin);
  }
  return middleOf(bins.at(-1)?.[0] ?? 0);
}

/** Bins of two histograms, added up. */
export function mergedBins(a: readonly Bin[], b: readonly Bin[]): Bin[] {
  const counts = new Map(a);
  for (const [bin, count] of b) counts.set(bin, (counts.get(bin) ?? 0) + count);
  return [...counts].sort(([x], [y]) => x - y);
}

function binOf(value: number): number {
  if (!(value > smallest)) return 0;
  return Math.min(binCount - 1, Math.ceil(Math.log(value / smallest) / logOfGrowth));
}

/** The largest value of a bin. */
export function upperEdgeOf(bin: number): number {
  return smallest * growth ** bin;
}

/** So many bins further on a value is larger by a factor of at least `factor`. */
export function binsOfFactor(factor: number): number {
  return Math.ceil(Math.log(factor) / logOfGrowth - 1e-9);
}

/** The middle of a bin, in the sense that no value of the bin is further from it than the relative error. */
function middleOf(bin: number): number {
  return (smallest * 2 * growth ** bin) / (1 + growth);
}
