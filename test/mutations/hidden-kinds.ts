import type { Dice } from "../support/random-value.ts";
import { fieldsOf, isPlain, pick, requiredOf, type SchemaKind, typeOf } from "./schema-kind.ts";
import { isJson, type Json } from "./schema-tree.ts";

/**
 * Names of fields that travel one way only (`readOnly`, `writeOnly`), below keywords that turn round what is asked of them.
 * What is `required` of such a name the other way is not asked for; what `not` and `if` make of that, OpenAPI does not say.
 */
type Said = (hidden: string, other: string, third: string) => Json;

function onHidden(name: string, before: Said, after: Said, more: Partial<SchemaKind> = {}): SchemaKind {
  return {
    name,
    relation: "other",
    httpOnly: true,
    unsure: true,
    ...more,
    change: (schema, roll) => {
      const [hidden, other, third] = optionalOf(schema);
      if (hidden === undefined || other === undefined || third === undefined) return undefined;
      const base = withFlag(schema, hidden, roll);
      const said = (how: Said) => ({ ...base, ...how(hidden, other, third) });
      return { before: said(before), after: said(after) };
    },
  };
}

/** Three fields that may be left out and that nothing is said about. */
function optionalOf(schema: Json): readonly string[] {
  const others = ["additionalProperties", "patternProperties", "minProperties", "maxProperties"];
  if (!isPlain(schema) || typeOf(schema) !== "object" || others.some((key) => schema[key] !== undefined))
    return [];
  return fieldsOf(schema).filter((name) => {
    const field = (schema.properties as Json)[name];
    const isFree = isJson(field) && field.readOnly !== true && field.writeOnly !== true;
    return isFree && field.$ref === undefined && !requiredOf(schema).includes(name);
  });
}

function withFlag(schema: Json, name: string, roll: Dice): Json {
  const flag = pick(["readOnly", "writeOnly"], roll) ?? "readOnly";
  const properties = schema.properties as Json;
  return {
    ...schema,
    properties: { ...properties, [name]: { ...(properties[name] as Json), [flag]: true } },
  };
}

const needs = (...names: readonly string[]) => ({ required: names });
const also = (schema: Json): Json => ({ allOf: [schema] });

export const hiddenKinds: readonly SchemaKind[] = [
  onHidden(
    "not about a field that is not there",
    (hidden, other) => ({ not: needs(hidden, other) }),
    (_, other) => ({ not: needs(other) }),
  ),
  onHidden(
    "not of a field that is not there",
    (hidden) => ({ not: needs(hidden) }),
    (_, other) => also(needs(other)),
  ),
  onHidden(
    "if about a field that is not there",
    // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
    (hidden, other) => ({ if: needs(hidden), then: needs(other) }),
    (_, other) => also(needs(other)),
    { only: "3.1" },
  ),
  onHidden(
    "oneOf about a field that is not there",
    (hidden, other) => ({ oneOf: [needs(hidden), needs(other)] }),
    // Breaks whether a branch that asks for the hidden field holds always or never.
    (_, __, third) => also(needs(third)),
  ),
  onHidden(
    "dependentRequired on a field that is not there",
    (hidden, other) => ({ dependentRequired: { [other]: [hidden] } }),
    (_, other, third) => ({ dependentRequired: { [other]: [third] } }),
    { only: "3.1" },
  ),
];
