import { canonicalJson } from "../document/json.ts";
import { type Conjunction, conjunction } from "./conjunction.ts";
import type { Reasoner } from "./reasoner.ts";
import type { Shape } from "./shape.ts";

/** Positions of a tuple that are looked at one by one. */
export const positionLimit = 200;

/** What is known of the item at a position. */
export function itemAt(shape: Shape, position: number): Conjunction {
  return conjunction(shape.parts.flatMap((part) => part.prefix[position] ?? part.items ?? []));
}

/** Positions that have a schema of their own. */
export function tupleLength(shape: Shape): number {
  return Math.max(0, ...shape.parts.map((part) => part.prefix.length));
}

/** The most items that an array of this shape can have: it ends before the first that cannot be there. */
export function longestOf(engine: Reasoner, shape: Shape): number {
  const length = Math.min(tupleLength(shape), positionLimit);
  for (let position = 0; position <= length; position++) {
    if (position >= shape.maxItems) return shape.maxItems;
    if (engine.isEmpty(itemAt(shape, position))) return position;
  }
  const different = shape.uniqueItems && length === 0 ? differentItems(engine, shape) : undefined;
  return Math.min(shape.maxItems, different ?? Number.POSITIVE_INFINITY);
}

/** How many different items there can be at most, where their values are listed. */
function differentItems(engine: Reasoner, shape: Shape): number | undefined {
  const values = new Set<string>();
  for (const item of engine.shapes(itemAt(shape, 0))) {
    if (!item.enums) return undefined;
    for (const value of item.enums) values.add(canonicalJson(value));
  }
  return values.size;
}
