import type { Bound, SchemaNode } from "./node.ts";
import type { Shape } from "./shape.ts";
import { numberBits } from "./types.ts";

/** Whether numeric ranges of the branches together cover the shape's range. Only for branches that say nothing but a range. */
export function intervalsCover(shape: Shape, branches: readonly SchemaNode[]): boolean {
  if ((shape.types & ~numberBits) !== 0 || shape.enums) return false;
  const plain = branches.filter((branch) => isRange(branch, shape.types));
  plain.sort((a, b) => compareLower(a.lower, b.lower));
  let reached: Bound | undefined;
  let started = false;
  for (const { lower, upper } of plain) {
    if (!started) {
      if (!startsBefore(lower, shape.lower)) return false;
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
    const end = shape.upper;
    if (
      end &&
      reached &&
      (reached.value > end.value || (reached.value === end.value && (!reached.exclusive || end.exclusive)))
    )
      return true;
  }
  return false;
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
