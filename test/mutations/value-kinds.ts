import { isNullable, pick, type SchemaKind, typeOf, undone, without } from "./schema-kind.ts";
import type { Json } from "./schema-tree.ts";

/** Changes of types, of lists of values, and of what a number or a text may be. */
const scalars = ["string", "integer", "number", "boolean"];
const composed = ["allOf", "anyOf", "oneOf", "not", "if"];

function isScalar(schema: Json): boolean {
  return scalars.includes(typeOf(schema) ?? "") && composed.every((keyword) => schema[keyword] === undefined);
}
function isFree(schema: Json, ...types: string[]): boolean {
  const held = ["enum", "const", "format", "pattern", "minLength", "maxLength"];
  return (
    isScalar(schema) && types.includes(typeOf(schema) ?? "") && held.every((key) => schema[key] === undefined)
  );
}
const nullness = (schema: Json): Json => (schema.nullable === true ? { nullable: true } : {});
const sameNull = (schema: Json, type: string): Json => ({
  ...nullness(schema),
  type: [schema.type].flat().includes("null") ? [type, "null"] : type,
});
const textsIn = (schema: Json) =>
  Array.isArray(schema.enum) ? schema.enum.filter((value): value is string => typeof value === "string") : [];

const typeChanged: SchemaKind = {
  name: "type changed",
  relation: "other",
  change: (schema, roll) => {
    const type = typeOf(schema);
    if (!isScalar(schema) || type === undefined) return undefined;
    const others = scalars.filter((name) => name !== type && !(type === "integer" && name === "number"));
    return {
      after: sameNull(
        schema,
        pick(
          others.filter((name) => !(type === "number" && name === "integer")),
          roll,
        ) ?? "",
      ),
    };
  },
};
const integerToNumber: SchemaKind = {
  name: "integer became number",
  relation: "wider",
  change: (schema) =>
    isFree(schema, "integer") ||
    (typeOf(schema) === "integer" && schema.enum === undefined && isScalar(schema))
      ? { after: { ...without(schema, "format"), ...sameNull(schema, "number") }, hints: [0.5, 1.5, 10.5] }
      : undefined,
};
const nullAdmitted: SchemaKind = {
  name: "null admitted",
  relation: "wider",
  only: "3.0",
  change: (schema) => {
    if (typeOf(schema) === undefined || isNullable(schema)) return undefined;
    const base = composed.some((keyword) => schema[keyword] !== undefined);
    if (base) return undefined;
    const list = Array.isArray(schema.enum) ? { enum: [...schema.enum, null] } : {};
    return { after: { ...schema, ...list, nullable: true }, hints: [null] };
  },
};
const nullAdded: SchemaKind = {
  name: "null added to type",
  relation: "wider",
  only: "3.1",
  change: (schema) =>
    isFree(schema, ...scalars) && !isNullable(schema)
      ? { after: { ...schema, type: [schema.type, "null"].flat() }, hints: [null] }
      : undefined,
};
const scalarToList: SchemaKind = {
  name: "one value became a list",
  relation: "other",
  change: (schema) =>
    isScalar(schema) ? { after: { type: "array", items: without(schema, "nullable") } } : undefined,
};

const enumAdded: SchemaKind = {
  name: "enum value added",
  relation: "wider",
  change: (schema) =>
    textsIn(schema).length > 0
      ? { after: { ...schema, enum: [...(schema.enum as unknown[]), "brandNew"] }, hints: ["brandNew"] }
      : undefined,
};
const enumRemoved: SchemaKind = {
  name: "enum value removed",
  relation: "narrower",
  change: (schema, roll) => {
    const texts = textsIn(schema);
    const gone = pick(texts, roll);
    if (texts.length < 2) return undefined;
    return {
      after: { ...schema, enum: (schema.enum as unknown[]).filter((value) => value !== gone) },
      hints: [gone],
    };
  },
};
const enumRenamed: SchemaKind = {
  name: "enum value renamed",
  relation: "other",
  change: (schema, roll) => {
    const gone = pick(textsIn(schema), roll);
    if (gone === undefined) return undefined;
    const list = (schema.enum as unknown[]).map((value) => (value === gone ? "brandNew" : value));
    return { after: { ...schema, enum: list }, hints: [gone, "brandNew"] };
  },
};
const enumImposed: SchemaKind = {
  name: "enum imposed on any text",
  relation: "narrower",
  change: (schema) =>
    isFree(schema, "string")
      ? { after: { ...schema, enum: ["one", "two", ...(isNullable(schema) ? [null] : [])] } }
      : undefined,
};
const enumToConst: SchemaKind = {
  name: "enum narrowed to const",
  relation: "narrower",
  only: "3.1",
  change: (schema) => {
    const [first, second] = textsIn(schema);
    return first !== undefined && second !== undefined
      ? { after: { ...without(schema, "enum"), const: first }, hints: [second] }
      : undefined;
  },
};
const constChanged: SchemaKind = {
  name: "const changed",
  relation: "other",
  only: "3.1",
  change: (schema) =>
    isFree(schema, "string")
      ? {
          before: { type: "string", const: "v1" },
          after: { type: "string", const: "v2" },
          hints: ["v1", "v2"],
        }
      : undefined,
};

/** Both schemas made from the plain one. */
function planted(
  name: string,
  relation: SchemaKind["relation"],
  types: readonly string[],
  before: Json,
  after: Json,
  hints: readonly unknown[] = [],
): SchemaKind {
  const touched = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return {
    name,
    relation,
    change: (schema) =>
      isFree(schema, ...types)
        ? {
            before: { ...without(schema, ...touched), ...before },
            after: { ...without(schema, ...touched), ...after },
            hints,
          }
        : undefined,
  };
}
const numeric = ["integer", "number"];
const text = ["string"];

const minimumRaised = planted("minimum raised", "narrower", numeric, { minimum: 1 }, { minimum: 3 }, [1, 2]);
const minimumAdded = planted("minimum added", "narrower", numeric, {}, { minimum: 3 }, [1, 2]);
const maximumLowered = planted(
  "maximum lowered",
  "narrower",
  numeric,
  { maximum: 20 },
  { maximum: 10 },
  [15],
);
const maximumAdded = planted("maximum added", "narrower", numeric, {}, { maximum: 10 }, [11]);
const multipleAdded = planted("multipleOf added", "narrower", numeric, {}, { multipleOf: 5 }, [7]);
const multipleChanged = planted(
  "multipleOf changed",
  "other",
  numeric,
  { multipleOf: 4 },
  { multipleOf: 6 },
  [4, 6],
);
const minLengthRaised = planted("minLength raised", "narrower", text, { minLength: 1 }, { minLength: 4 }, [
  "ab",
]);
const maxLengthLowered = planted("maxLength lowered", "narrower", text, { maxLength: 9 }, { maxLength: 4 }, [
  "abcdef",
]);
const maxLengthAdded = planted("maxLength added", "narrower", text, {}, { maxLength: 4 }, ["abcdef"]);
const patternAdded = planted("pattern added", "narrower", text, {}, { pattern: "^[a-f]{2,}$" }, ["zz"]);
const patternNarrowed = planted(
  "pattern narrowed",
  "narrower",
  text,
  { pattern: "^[a-z]+$" },
  { pattern: "^[a-m]+$" },
  ["zz"],
);
const patternChanged = planted(
  "pattern changed",
  "other",
  text,
  { pattern: "^[a-z]+$" },
  { pattern: "^[0-9]+$" },
  ["ab", "12"],
);
const formatAdded = planted("format added", "narrower", text, {}, { format: "uuid" }, ["a"]);
const formatChanged = planted("format changed", "other", text, { format: "date-time" }, { format: "date" });

/** A bound that no longer counts itself, in the words of either version of OpenAPI. */
const boundExcluded: SchemaKind = {
  name: "bound made exclusive",
  relation: "narrower",
  only: "3.1",
  change: (schema) =>
    isFree(schema, ...numeric) && schema.minimum === undefined
      ? { before: { ...schema, minimum: 1 }, after: { ...schema, exclusiveMinimum: 1 }, hints: [1] }
      : undefined,
};
const boundExcluded30: SchemaKind = {
  name: "bound made exclusive by a flag",
  relation: "narrower",
  only: "3.0",
  change: (schema) =>
    isFree(schema, ...numeric) && schema.minimum === undefined
      ? {
          before: { ...schema, minimum: 1 },
          after: { ...schema, minimum: 1, exclusiveMinimum: true },
          hints: [1],
        }
      : undefined,
};

export const valueKinds: readonly SchemaKind[] = [
  typeChanged,
  integerToNumber,
  undone(integerToNumber, "number became integer"),
  nullAdmitted,
  undone(nullAdmitted, "null refused"),
  nullAdded,
  undone(nullAdded, "null taken from type"),
  scalarToList,
  undone(scalarToList, "a list became one value"),
  enumAdded,
  enumRemoved,
  enumRenamed,
  enumImposed,
  undone(enumImposed, "enum lifted"),
  enumToConst,
  constChanged,
  minimumRaised,
  undone(minimumRaised, "minimum lowered"),
  minimumAdded,
  undone(minimumAdded, "minimum lifted"),
  maximumLowered,
  undone(maximumLowered, "maximum raised"),
  maximumAdded,
  undone(maximumAdded, "maximum lifted"),
  boundExcluded,
  boundExcluded30,
  multipleAdded,
  undone(multipleAdded, "multipleOf lifted"),
  multipleChanged,
  minLengthRaised,
  undone(minLengthRaised, "minLength lowered"),
  maxLengthLowered,
  undone(maxLengthLowered, "maxLength raised"),
  maxLengthAdded,
  patternAdded,
  undone(patternAdded, "pattern lifted"),
  patternNarrowed,
  patternChanged,
  formatAdded,
  undone(formatAdded, "format lifted"),
  formatChanged,
];
