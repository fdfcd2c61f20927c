import { fieldsOf, isNullable, isPlain, type SchemaKind, typeOf, undone } from "./schema-kind.ts";
import type { Json } from "./schema-tree.ts";

/** Changes of how schemas are put together. */
/** A type that a schema surely does not have. */
const otherType = (schema: Json) => (typeOf(schema) === "string" ? "boolean" : "string");
const bare = (schema: Json) => isPlain(schema) && typeOf(schema) !== undefined && !isNullable(schema);

function branchAdded(keyword: "anyOf" | "oneOf"): SchemaKind {
  return {
    name: `${keyword} branch added`,
    relation: "wider",
    change: (schema) =>
      bare(schema)
        ? { before: { [keyword]: [schema] }, after: { [keyword]: [schema, { type: otherType(schema) }] } }
        : undefined,
  };
}
const parts: Readonly<Record<string, Json>> = {
  string: { minLength: 3 },
  integer: { minimum: 3 },
  number: { minimum: 3 },
  array: { minItems: 2 },
  object: { required: ["brandNew"], properties: { brandNew: { type: "string" } } },
  boolean: { enum: [true] },
};
const partAdded: SchemaKind = {
  name: "allOf part added",
  relation: "narrower",
  change: (schema) => {
    const part = parts[typeOf(schema) ?? ""];
    // What requires a field of its own also lets a sender send it.
    return part && bare(schema) && typeOf(schema) !== "object"
      ? { before: { allOf: [schema] }, after: { allOf: [schema, part] } }
      : undefined;
  },
};
const objectPartAdded: SchemaKind = {
  name: "allOf part with a required field added",
  relation: "narrower",
  overlooking: true,
  change: (schema) =>
    bare(schema) &&
    typeOf(schema) === "object" &&
    fieldsOf(schema).length > 0 &&
    schema.additionalProperties !== false
      ? { before: { allOf: [schema] }, after: { allOf: [schema, parts.object] } }
      : undefined,
};
const notAdded: SchemaKind = {
  name: "not added",
  relation: "narrower",
  change: (schema) => {
    const refused = { string: ["a"], integer: [7], number: [7], boolean: [true] }[typeOf(schema) ?? ""];
    return refused && bare(schema)
      ? { after: { ...schema, not: { enum: refused } }, hints: refused }
      : undefined;
  },
};
const defaultChanged: SchemaKind = {
  name: "default changed",
  relation: "same",
  change: (schema) =>
    bare(schema) && typeOf(schema) === "integer"
      ? { before: { ...schema, default: 1 }, after: { ...schema, default: 2 } }
      : undefined,
};
const mappingChanged: SchemaKind = {
  name: "discriminator mapping changed",
  relation: "same",
  doubtful: true,
  change: (schema) => {
    const refs = (Array.isArray(schema.oneOf) ? schema.oneOf : []).flatMap((part: Json) => part.$ref ?? []);
    const [one, two] = refs;
    if (one === undefined || two === undefined) return undefined;
    const by = (mapping: Json) => ({ ...schema, discriminator: { propertyName: "kind", mapping } });
    return { before: by({ a: one, b: two }), after: by({ a: two, b: one }) };
  },
};

export const compositionKinds: readonly SchemaKind[] = [
  branchAdded("anyOf"),
  undone(branchAdded("anyOf"), "anyOf branch removed"),
  branchAdded("oneOf"),
  undone(branchAdded("oneOf"), "oneOf branch removed"),
  partAdded,
  undone(partAdded, "allOf part dropped"),
  objectPartAdded,
  notAdded,
  undone(notAdded, "not lifted"),
  defaultChanged,
  mappingChanged,
];
