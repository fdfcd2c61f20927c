/** Why a moment has no date, or no latest one. */
export interface OpenEnd {
  readonly kind: "third-party" | "unbounded" | "calendar" | "endless" | "for-ever";
  readonly component: string;
  readonly version: string;
  /** What of it: a phase of its delivery, or a link. */
  readonly of?: string;
}

/** A moment in every run, in ms since 1970 UTC; the last entry is the run in which every delay takes its worst. */
export interface Samples {
  readonly at: Float64Array;
  readonly open: readonly OpenEnd[];
}

/** Quantiles of a moment (ms since 1970 UTC) or of a duration (ms). null: there is no such date. */
export interface Estimate {
  readonly p50: number | null;
  readonly p90: number | null;
  /** Every delay at its worst. null: no end is known. */
  readonly worst: number | null;
  /** Set where one of the three is null. */
  readonly open?: readonly OpenEnd[];
}

export function constant(runs: number, value: number, open: readonly OpenEnd[] = []): Samples {
  return { at: new Float64Array(runs + 1).fill(value), open };
}

/** The later of several moments, run by run. */
export function latest(first: Samples, ...others: readonly Samples[]): Samples {
  return combined(Math.max, first, others);
}

/** The earlier of several moments, run by run. */
export function earliest(first: Samples, ...others: readonly Samples[]): Samples {
  return combined(Math.min, first, others);
}

function combined(
  choose: (one: number, other: number) => number,
  first: Samples,
  others: readonly Samples[],
): Samples {
  if (others.length === 0) return first;
  const at = first.at.slice();
  for (const other of others)
    for (let run = 0; run < at.length; run++) at[run] = choose(at[run] as number, other.at[run] as number);
  return { at, open: isOpen(at) ? distinct([first, ...others].flatMap((each) => each.open)) : [] };
}

/** No run is later than the one in which every delay takes its worst. */
export function isOpen(at: Float64Array): boolean {
  return at.at(-1) === Number.POSITIVE_INFINITY;
}

export function shifted({ at, open }: Samples, ms: number): Samples {
  return { at: at.map((each) => each + ms), open };
}

const estimates = new WeakMap<Samples, Estimate>();

/** Nearest rank: the smallest value that at least that share of the runs does not exceed. */
export function estimateOf(samples: Samples): Estimate {
  const known = estimates.get(samples);
  if (known) return known;
  const { at, open } = samples;
  const own = at.slice(0, -1);
  const rank = (share: number) => dated(ranked(own, Math.max(0, Math.ceil(share * own.length) - 1)));
  const quantiles = { p50: rank(0.5), p90: rank(0.9), worst: dated(at.at(-1)) };
  const estimate = quantiles.worst === null ? { ...quantiles, open } : quantiles;
  estimates.set(samples, estimate);
  return estimate;
}

/** The value that would stand at a place if all were sorted (Hoare's selection); it changes their order. */
export function ranked(values: Float64Array, place: number): number | undefined {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] as number;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] as number) < pivot) left++;
      while ((values[right] as number) > pivot) right--;
      if (left > right) break;
      const swapped = values[left] as number;
      values[left++] = values[right] as number;
      values[right--] = swapped;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return values[place];
}

function dated(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Math.round(value);
}

function distinct(all: readonly OpenEnd[]): readonly OpenEnd[] {
  const known = new Map(
    all.map((each) => [`${each.kind} ${each.component} ${each.version} ${each.of}`, each]),
  );
  return [...known.values()];
}
