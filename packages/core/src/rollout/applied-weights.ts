import type { Weights } from "../traffic/split.ts";

/** What a release has told one router about one component, as it remembers it. */
export interface AppliedWeights {
  /** Read back. */
  readonly applied?: { readonly generation: number; readonly weights: Weights };
  /** Written down before it was told; it may or may not have happened. */
  readonly asking?: { readonly generation: number; readonly weights: Weights };
}

interface Found {
  readonly generation: number;
  readonly weights: Weights;
}

/**
 * Whose weights a router works by. `ours`: as this release wants, or wanted a moment ago. `person`: newer than anything
 * that this release has told it, and other than it wants. `old`: other than wanted, and not newer: the router has lost
 * something, and is repaired.
 */
export function whoseWeights(
  found: Found,
  wanted: readonly Weights[],
  memory: AppliedWeights,
): "ours" | "person" | "old" {
  if (wanted.some((each) => isSameWeights(each, found.weights))) return "ours";
  const { applied, asking } = memory;
  const isAsked =
    asking !== undefined &&
    asking.generation === found.generation &&
    isSameWeights(asking.weights, found.weights);
  if (isAsked) return "ours";
  if (applied !== undefined && isSameWeights(applied.weights, found.weights)) return "old";
  return found.generation > (applied?.generation ?? 0) ? "person" : "old";
}

export function isSameWeights(one: Weights, other: Weights): boolean {
  const labels = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...labels].every((label) => (one[label] ?? 0) === (other[label] ?? 0));
}
