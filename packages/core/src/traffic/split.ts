import { bucketCount } from "./bucket.ts";

/** The buckets from `from` up to, and without, `to` get this version. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/** Who gets which version: segments in order, without a gap, over all buckets. Neighbours have different versions. */
export type Split = readonly Segment[];

/** Buckets of a version, 0 to 10,000: its weight in hundredths of a percent (basis points). */
export type Weights = Readonly<Record<string, number>>;

/** Everybody gets one version. */
export function wholeSplit(label: string): Split {
  return [{ from: 0, to: bucketCount, label }];
}

export function weightsOf(split: Split): Weights {
  const weights: Record<string, number> = {};
  for (const { from, to, label } of split) weights[label] = (weights[label] ?? 0) + to - from;
  return weights;
}

export function versionAt(split: Split, bucket: number): string | undefined {
  return split.find(({ from, to }) => from <= bucket && bucket < to)?.label;
}

/**
 * The split with the given weights, reached by moving as few users as can be. `order` lists all versions, candidates
 * first. A version gives its lowest buckets to those in front of it and its highest to those behind it: so with two
 * versions the first always has the buckets below its weight, raising a weight only adds users to it, lowering only takes
 * some away, and the same come back. With more versions that holds for a change and the change that undoes it.
 */
export function resplit(split: Split, order: readonly string[], weights: Weights): Split {
  const owners = ownersOf(split);
  const moves = movesOf(order, weightsOf(split), weights);
  for (const { front, behind, count } of moves) if (count > 0) give(owners, behind, front, count, true);
  for (const { front, behind, count } of [...moves].reverse())
    if (count < 0) give(owners, front, behind, -count, false);
  return segmentsOf(owners);
}

/** Buckets that change hands between two versions; negative: from the one in front to the one behind. */
interface Move {
  readonly front: string;
  readonly behind: string;
  readonly count: number;
}

/** The nearest in order first. Undoing a change gives the same moves the other way round. */
function movesOf(order: readonly string[], now: Weights, wanted: Weights): readonly Move[] {
  const lacks = new Map(order.map((label) => [label, (wanted[label] ?? 0) - (now[label] ?? 0)]));
  const moves: Move[] = [];
  for (const [index, front] of order.entries())
    for (const behind of order.slice(index + 1)) {
      const [one, other] = [lacks.get(front) ?? 0, lacks.get(behind) ?? 0];
      if (Math.sign(one) * Math.sign(other) !== -1) continue;
      const count = Math.sign(one) * Math.min(Math.abs(one), Math.abs(other));
      lacks.set(front, one - count);
      lacks.set(behind, other + count);
      moves.push({ front, behind, count });
    }
  return moves;
}

/** Moves so many buckets of one version to another: its lowest, or its highest. */
function give(owners: string[], giver: string, taker: string, count: number, lowest: boolean): void {
  let left = count;
  for (let step = 0; step < bucketCount && left > 0; step++) {
    const bucket = lowest ? step : bucketCount - 1 - step;
    if (owners[bucket] !== giver) continue;
    owners[bucket] = taker;
    left--;
  }
}

function ownersOf(split: Split): string[] {
  return split.flatMap(({ from, to, label }) => new Array<string>(to - from).fill(label));
}

function segmentsOf(owners: readonly string[]): Split {
  const segments: { from: number; to: number; label: string }[] = [];
  for (const [bucket, label] of owners.entries()) {
    const last = segments.at(-1);
    if (last?.label === label) last.to = bucket + 1;
    else segments.push({ from: bucket, to: bucket + 1, label });
  }
  return segments;
}
