import { pointerTo, stepsOf } from "../document/pointer.ts";
import type { Difference } from "../schema/comparison.ts";
import { objectMembers } from "../schema/members.ts";
import type { SchemaNode } from "../schema/node.ts";
import type { Reasoner } from "../schema/reasoner.ts";
import type { Shape } from "../schema/shape.ts";
import { bits } from "../schema/types.ts";
import { isPlain } from "./wire-lists.ts";

type Shown = Difference["mismatches"][number];

/** The fields of two objects, where each plain field is a text on the wire. */
export interface ObjectFields {
  readonly shape: Shape;
  /** Undefined: one of the two does not describe it, or as something else than a plain value. */
  of(name: string): { readonly sent: SchemaNode; readonly accepted: SchemaNode } | undefined;
}

/** Undefined where more is sent than objects, or where the receiver does not judge each field by itself. */
export function objectFields(
  engine: Reasoner,
  shapes: readonly Shape[],
  to: SchemaNode,
): ObjectFields | undefined {
  const [shape] = shapes;
  const accepted = fieldsOf(to);
  if (!shape || shapes.length > 1 || shape.enums || shape.types !== bits.object || !accepted)
    return undefined;
  const sent = objectMembers(engine, shape);
  return {
    shape,
    of(name) {
      const [conj, taken] = [sent.of(name), accepted.get(name)];
      const [only] = conj?.nodes ?? [];
      if (!conj || !only || conj.nodes.length > 1 || !taken) return undefined;
      return engine.shapes(conj).every(isPlain) ? { sent: only, accepted: taken } : undefined;
    },
  };
}

const refLimit = 8;

function fieldsOf(node: SchemaNode, depth = 0): SchemaNode["properties"] | undefined {
  const { ref, anyOf, oneOf, not, enums, names, unevaluated } = node;
  const parts = node.allOf.length + node.patternProperties.length + node.opaque.length;
  if ((anyOf ?? oneOf ?? not ?? enums ?? names ?? unevaluated) || parts > 0) return undefined;
  if (ref) return node.properties.size > 0 || depth > refLimit ? undefined : fieldsOf(ref(), depth + 1);
  return node.types & bits.object ? node.properties : undefined;
}

/** The one field of the whole value in which it is wrong; undefined: it is wrong in another way. */
export function fieldNameOf({ value, at }: Shown): string | undefined {
  const [name, ...further] = stepsOf(at) ?? [];
  const isField = name !== undefined && further.length === 0 && typeof value === "object" && value !== null;
  return isField && Object.hasOwn(value, name) ? name : undefined;
}

/** What an object shows, shown by the one field that is wrong. */
export function fieldOf(whole: Shown, name: string): Shown {
  return { ...whole, value: (whole.value as Readonly<Record<string, unknown>>)[name], at: "" };
}

/** An object like the one that was shown, which is wrong because of another value of the field. */
export function objectWith(like: Shown, name: string, item: Shown): Shown {
  const value = { ...(like.value as object), [name]: item.value };
  const at = pointerTo("", name);
  return { ...item, value, at, claim: like.claim && { ...like.claim, value, at } };
}
