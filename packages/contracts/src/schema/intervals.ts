import { type Bounds, wholeBounds } from "./bounds.ts";
import type { Bound, SchemaNode } from "./node.ts";
import type { Shape } from "./shape.ts";
import { bits, numberBits } from "./types.ts";

/** Whether numeric ranges of the branches together cover the shape's range. Only for branches that say nothing but a range. */
export function intervalsCover(shape: Shape, branches: readonly SchemaNode[]): boolean {
  if ((shape.types & ~numberBits) !== 0 || shape.enums) return false;
  const whole = (shape.types & bits.fraction) === 0;
  const view = (bounds: Bounds): Bounds => (whole ? halfOpen(bounds) : bounds);
  const wanted = view(shape);
  const plain = branches.filter((branch) => isRange(branch, shape.types)).map(view);
  plain.sort((a, b) => compareLower(a.lower, b.lower));
  let reached: Bound | undefined;
  let started = false;
  for (const { lower, upper } of plain) {
    if (!started) {
      if (!startsBefore(lower, wanted.lower)) return false;
      started = true;
    } else if (
      reached &&
      lower &&
      (lower.value > reached.value || (lower.value === reached.value && lower.exclusive && reached.exclusive))
    )
      return false;
    if (!upper) return true;
    if (!reached || upper.value > reached.value || (upper.value === reached.value && !upper.exclusive))
      reached = upper;
    const end = wanted.upper;
    if (
      end &&
      reached &&
      (reached.value > end.value || (reached.value === end.value && (!reached.exclusive || end.exclusive)))
    )
      return true;
  }
  return false;
}

/** Up to 5 as below 6, so that whole numbers from 6 on follow without a gap. */
function halfOpen(bounds: Bounds): Bounds {
  const { lower, upper } = wholeBounds(bounds);
  return { lower, upper: upper && !upper.exclusive ? { value: upper.value + 1, exclusive: true } : upper };
}

function isRange(node: SchemaNode, types: number): boolean {
  const others =
    node.never ||
    node.ref ||
    node.enums ||
    node.multipleOf !== undefined ||
    node.anyOf ||
    node.oneOf ||
    node.not;
  return !others && node.allOf.length === 0 && node.opaque.length === 0 && (types & ~node.types) === 0;
}

function compareLower(a: Bound | undefined, b: Bound | undefined): number {
  if (!a || !b) return (a ? 1 : 0) - (b ? 1 : 0);
  return a.value - b.value || Number(a.exclusive) - Number(b.exclusive);
}

function startsBefore(lower: Bound | undefined, wanted: Bound | undefined): boolean {
  if (!lower) return true;
  if (!wanted) return false;
  return (
    lower.value < wanted.value || (lower.value === wanted.value && (!lower.exclusive || wanted.exclusive))
  );
}
