import type { Bound } from "./node.ts";

export interface Bounds {
  readonly lower: Bound | undefined;
  readonly upper: Bound | undefined;
}

/** Beyond this a whole number and its neighbour may be one and the same double. */
const exactWhole = 2 ** 50;
/** A range with more members is not counted out. */
const countedLimit = 200;

/** The same whole numbers between bounds that are whole themselves: below 11 is up to 10. */
export function wholeBounds({ lower, upper }: Bounds): Bounds {
  return { lower: wholeBound(lower, 1), upper: wholeBound(upper, -1) };
}

/** `inwards`: 1 for a lower bound, -1 for an upper one. */
function wholeBound(bound: Bound | undefined, inwards: 1 | -1): Bound | undefined {
  if (!bound || Math.abs(bound.value) >= exactWhole) return bound;
  const rounded = inwards === 1 ? Math.ceil(bound.value) : Math.floor(bound.value);
  const touched = bound.exclusive && rounded === bound.value;
  return { value: (touched ? rounded + inwards : rounded) + 0, exclusive: false };
}

/** Every whole number between bounds, where there are few. */
export function wholeNumbersIn(bounds: Bounds): readonly number[] | undefined {
  const { lower, upper } = wholeBounds(bounds);
  if (!lower || !upper || lower.exclusive || upper.exclusive) return undefined;
  const count = upper.value - lower.value + 1;
  if (!(count <= countedLimit)) return undefined;
  return Array.from({ length: Math.max(0, count) }, (_, index) => lower.value + index);
}

/** No whole number fits between them. */
export function noWholeNumberIn(bounds: Bounds): boolean {
  const { lower, upper } = wholeBounds(bounds);
  return lower !== undefined && upper !== undefined && lower.value > upper.value;
}

/** The narrowest of several lower (`inwards` 1) or upper (-1) bounds. */
export function tightest(bounds: readonly Bound[], inwards: 1 | -1): Bound | undefined {
  let best: Bound | undefined;
  for (const bound of bounds) {
    const tighter =
      !best ||
      bound.value * inwards > best.value * inwards ||
      (bound.value === best.value && bound.exclusive);
    if (tighter) best = bound;
  }
  return best;
}
