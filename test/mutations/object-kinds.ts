import type { Dice } from "../support/random-value.ts";
import {
  type Change,
  fieldsOf,
  isPlain,
  pick,
  requiredOf,
  type SchemaKind,
  typeOf,
  undone,
  without,
} from "./schema-kind.ts";
import { isJson, type Json } from "./schema-tree.ts";

/** Changes of objects: their fields, and what becomes of others. */
const optionalOf = (schema: Json) => fieldsOf(schema).filter((name) => !requiredOf(schema).includes(name));
const neededOf = (schema: Json) => fieldsOf(schema).filter((name) => requiredOf(schema).includes(name));

function withRequired(schema: Json, names: readonly string[]): Json {
  return names.length === 0 ? without(schema, "required") : { ...schema, required: names };
}

/** A field's schema must let something be sent, and not be hidden from one of the two directions. */
function isOpenField(schema: Json, name: string): boolean {
  const field = (schema.properties as Json)[name];
  return isJson(field) && field.readOnly !== true && field.writeOnly !== true && !field.$ref && !field.allOf;
}

/** Optional fields that travel both ways. */
function openPairOf(schema: Json): readonly string[] {
  return optionalOf(schema).filter((name) => isOpenField(schema, name));
}

type FieldChange = (schema: Json, name: string) => Change;

/** A change of one field among several; with a single one, nothing would be declared any more. */
function field(
  name: string,
  relation: SchemaKind["relation"],
  which: (schema: Json) => readonly string[],
  change: FieldChange,
  more: Partial<SchemaKind> = {},
): SchemaKind {
  return {
    name,
    relation,
    ...more,
    change: (schema: Json, roll: Dice) => {
      const chosen = pick(
        which(schema).filter((each) => isOpenField(schema, each)),
        roll,
      );
      return chosen === undefined || fieldsOf(schema).length < 2 ? undefined : change(schema, chosen);
    },
  };
}
const overlooking = { overlooking: true } as const;

const renamed: FieldChange = (schema, name) => {
  const { [name]: value, ...others } = schema.properties as Json;
  const required = requiredOf(schema).map((each) => (each === name ? `${name}Renamed` : each));
  return {
    after: withRequired({ ...schema, properties: { ...others, [`${name}Renamed`]: value } }, required),
  };
};
const removed: FieldChange = (schema, name) => ({
  after: withRequired(
    { ...schema, properties: without(schema.properties as Json, name) },
    requiredOf(schema).filter((each) => each !== name),
  ),
});
const flagged =
  (flag: string): FieldChange =>
  (schema, name) => {
    const properties = schema.properties as Json;
    return {
      after: {
        ...schema,
        properties: { ...properties, [name]: { ...(properties[name] as Json), [flag]: true } },
      },
    };
  };

const requiredAdded = field("field made required", "narrower", optionalOf, (schema, name) => ({
  after: withRequired(schema, [...requiredOf(schema), name]),
}));
const optionalRemoved = field("optional field removed", "same", optionalOf, removed, overlooking);
const requiredRemoved = field("required field removed", "wider", neededOf, removed, overlooking);
const readOnlySet = field("required field made readOnly", "wider", neededOf, flagged("readOnly"), {
  httpOnly: true,
});
const writeOnlySet = field("required field made writeOnly", "wider", neededOf, flagged("writeOnly"), {
  httpOnly: true,
});

/** Where nothing says what becomes of other fields. */
const isOpenObject = (schema: Json) =>
  isPlain(schema) &&
  typeOf(schema) === "object" &&
  ["additionalProperties", "patternProperties", "minProperties", "maxProperties"].every(
    (keyword) => schema[keyword] === undefined,
  );

function onObjects(
  name: string,
  relation: SchemaKind["relation"],
  addition: (schema: Json) => Json | undefined,
  more: Partial<SchemaKind> = {},
): SchemaKind {
  return {
    name,
    relation,
    ...more,
    change: (schema) => {
      const added = isOpenObject(schema) ? addition(schema) : undefined;
      return added && { after: { ...schema, ...added } };
    },
  };
}

const unknownRefused = onObjects("unknown fields refused", "narrower", () => ({
  additionalProperties: false,
}));
const unknownTyped = onObjects("unknown fields typed", "narrower", () => ({
  additionalProperties: { type: "boolean" },
}));
const mapTyped: SchemaKind = {
  name: "type of a map's values changed",
  relation: "other",
  change: (schema) =>
    isOpenObject(schema) && fieldsOf(schema).length === 0
      ? {
          before: { ...schema, additionalProperties: { type: "string" } },
          after: { ...schema, additionalProperties: { type: "integer" } },
          hints: [{ a: "b" }, { a: 1 }],
        }
      : undefined,
};
const minProperties = onObjects("minProperties added", "narrower", () => ({ minProperties: 2 }));
const maxProperties = onObjects("maxProperties added", "narrower", () => ({ maxProperties: 1 }));
const propertyNames = onObjects(
  "propertyNames added",
  "narrower",
  () => ({ propertyNames: { pattern: "^[a-m]" } }),
  {
    only: "3.1",
  },
);
const patternProperties = onObjects(
  "patternProperties added",
  "narrower",
  () => ({ patternProperties: { "^[a-m]": { type: "boolean" } } }),
  { only: "3.1" },
);
const dependentRequired = onObjects(
  "dependentRequired added",
  "narrower",
  (schema) => {
    const [first, second] = openPairOf(schema);
    return second === undefined ? undefined : { dependentRequired: { [first ?? ""]: [second] } };
  },
  { only: "3.1" },
);
const conditionAdded = onObjects(
  "if and then added",
  "narrower",
  (schema) => {
    const [first, second] = openPairOf(schema);
    if (second === undefined) return undefined;
    // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
    return { if: { required: [first] }, then: { required: [second] } };
  },
  { only: "3.1" },
);
/** What two optional fields have to do with each other. */
function onPairs(
  name: string,
  addition: (first: string, second: string) => Json,
  more: Partial<SchemaKind> = {},
) {
  return onObjects(
    name,
    "narrower",
    (schema) => {
      const [first, second] = openPairOf(schema);
      return first === undefined || second === undefined ? undefined : addition(first, second);
    },
    more,
  );
}
const eitherRequired = onPairs("one of two fields required", (first, second) => ({
  anyOf: [{ required: [first] }, { required: [second] }],
}));
const exactlyOne = onPairs("exactly one of two fields required", (first, second) => ({
  oneOf: [{ required: [first] }, { required: [second] }],
}));
const notTogether = onPairs("two fields not together", (first, second) => ({
  not: { required: [first, second] },
}));
const dependentSchema = onPairs(
  "dependentSchemas added",
  (first, second) => ({ dependentSchemas: { [first]: { required: [second] } } }),
  { only: "3.1" },
);
const unevaluated = onObjects(
  "unevaluatedProperties refused",
  "narrower",
  () => ({ unevaluatedProperties: false }),
  {
    only: "3.1",
  },
);
const fieldAdded = (name: string, required: boolean): SchemaKind => ({
  name,
  relation: required ? "narrower" : "same",
  overlooking: true,
  change: (schema) =>
    fieldsOf(schema).length === 0
      ? undefined
      : {
          after: {
            ...schema,
            properties: { ...(schema.properties as Json), brandNew: { type: "string" } },
            ...(required ? { required: [...requiredOf(schema), "brandNew"] } : {}),
          },
        },
});

export const objectKinds: readonly SchemaKind[] = [
  requiredAdded,
  undone(requiredAdded, "required field made optional"),
  optionalRemoved,
  requiredRemoved,
  fieldAdded("optional field added", false),
  fieldAdded("required field added", true),
  field("required field renamed", "other", neededOf, renamed),
  field("optional field renamed", "same", optionalOf, renamed, overlooking),
  readOnlySet,
  undone(readOnlySet, "required field no longer readOnly"),
  writeOnlySet,
  undone(writeOnlySet, "required field no longer writeOnly"),
  unknownRefused,
  undone(unknownRefused, "unknown fields admitted"),
  unknownTyped,
  mapTyped,
  minProperties,
  undone(minProperties, "minProperties lifted"),
  maxProperties,
  undone(maxProperties, "maxProperties lifted"),
  propertyNames,
  patternProperties,
  dependentRequired,
  conditionAdded,
  eitherRequired,
  undone(eitherRequired, "one of two fields no longer required"),
  exactlyOne,
  undone(exactlyOne, "exactly one of two fields no longer required"),
  notTogether,
  dependentSchema,
  undone(dependentSchema, "dependentSchemas lifted"),
  unevaluated,
];
