import type { Difference } from "../schema/comparison.ts";
import type { SchemaNode } from "../schema/node.ts";
import { itemAt, tupleLength } from "../schema/positions.ts";
import type { Reasoner } from "../schema/reasoner.ts";
import type { Shape } from "../schema/shape.ts";
import { bits } from "../schema/types.ts";

type Shown = Difference["mismatches"][number];

/** The items of two lists, where each item is a text on the wire and nothing else is asked of it. */
interface ListItems {
  readonly shape: Shape;
  readonly sent: SchemaNode;
  readonly accepted: SchemaNode;
  /** How many items must be sent. */
  readonly least: number;
}

/** Undefined where more is sent than lists of plain values, or where the receiver looks at the list as a whole. */
export function listItems(engine: Reasoner, shapes: readonly Shape[], to: SchemaNode): ListItems | undefined {
  const [shape] = shapes;
  const accepted = itemsOf(to);
  if (!shape || shapes.length > 1 || shape.enums || shape.types !== bits.array || !accepted) return undefined;
  const conj = itemAt(shape, 0);
  const [sent] = conj.nodes;
  if (!sent || conj.nodes.length > 1 || tupleLength(shape) > 0) return undefined;
  return engine.shapes(conj).every(isPlain) ? { shape, sent, accepted, least: shape.minItems } : undefined;
}

/** Neither lists nor objects. */
export function isPlain({ types, enums }: Shape): boolean {
  if (enums) return enums.every((value) => value === null || typeof value !== "object");
  return (types & (bits.array | bits.object)) === 0;
}

const refLimit = 8;

/** Two texts may spell the same item, so that a list without duplicates is left alone. */
function itemsOf(node: SchemaNode, depth = 0): SchemaNode | undefined {
  const { ref, items, anyOf, oneOf, not, contains, enums } = node;
  const parts = node.allOf.length + node.prefix.length + node.opaque.length;
  if ((anyOf ?? oneOf ?? not ?? contains ?? enums) || parts > 0 || node.uniqueItems) return undefined;
  if (ref) return items || depth > refLimit ? undefined : itemsOf(ref(), depth + 1);
  return node.types & bits.array ? items : undefined;
}

/** What a list shows, shown by the one item that is wrong. */
export function itemOf(whole: Shown): Shown {
  const { value, at } = whole;
  return { ...whole, value: Array.isArray(value) ? value[Number(at.slice(1))] : undefined, at: "" };
}

/** A list that is wrong because of an item. */
export function wholeOf(item: Shown, least: number): Shown {
  const value = Array.from({ length: Math.max(1, Math.min(least, longestShown)) }, () => item.value);
  return { ...item, value, at: "/0", claim: item.claim && { ...item.claim, value, at: "/0" } };
}

const longestShown = 100;
