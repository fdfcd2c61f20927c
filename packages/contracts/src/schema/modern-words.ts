import { canonicalJson, isObject, type JsonObject } from "../document/json.ts";
import { isData, isNameMap } from "../document/walk.ts";
import type { SchemaDialect } from "./dialect.ts";

/**
 * A part of an OpenAPI document in one way of writing, so that parts in different editions can be held against each other
 * by their words. What a dialect does not know (`nullable` in 2020-12) is left out: it means nothing there.
 */
export function inModernWords(value: unknown, dialect: SchemaDialect | "unknown", names = false): unknown {
  if (Array.isArray(value)) return value.map((each) => inModernWords(each, dialect));
  if (!isObject(value)) return value;
  if (!names && dialect === "openapi-3.0" && typeof value.$ref === "string") return { $ref: value.$ref };
  const entries = Object.entries(value).map(([key, inner]) => {
    const isMap = !names && isNameMap(key);
    return [key, !names && isData(key) ? inner : inModernWords(inner, dialect, isMap)] as const;
  });
  const made = Object.fromEntries(entries);
  return names ? made : spelled(made, dialect);
}

/** One schema, or what stands around schemas. */
function spelled(of: JsonObject, dialect: SchemaDialect | "unknown"): JsonObject {
  const { nullable, example: _, examples: __, ...rest } = of;
  const isOld = dialect === "openapi-3.0";
  const plain = { ...rest, ...(isOld ? boundsOf(rest) : {}) };
  return sorted(isOld && nullable === true ? orNull(plain) : plain);
}

/** As 2020-12 writes them: an exclusive bound is a number. Undefined is left out of the text. */
function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonObject): JsonObject {
  const of = (plain: unknown, strict: unknown) => {
    if (typeof strict !== "boolean") return [plain, strict];
    return strict ? [undefined, plain] : [plain, undefined];
  };
  const [low, above] = of(minimum, exclusiveMinimum);
  const [high, beneath] = of(maximum, exclusiveMaximum);
  return { minimum: low, maximum: high, exclusiveMinimum: above, exclusiveMaximum: beneath };
}

const composing = ["allOf", "anyOf", "oneOf", "not"];

function orNull(schema: JsonObject): JsonObject {
  if (composing.some((keyword) => schema[keyword] !== undefined)) {
    const parts = Array.isArray(schema.allOf) ? schema.allOf : [];
    const isWrapped =
      parts.length === 1 && Object.keys(schema).every((key) => key === "allOf" || schema[key] === undefined);
    return { anyOf: [isWrapped ? parts[0] : schema, { type: "null" }] };
  }
  const { type, enum: listed } = schema;
  return {
    ...schema,
    ...(type === undefined ? {} : { type: [...[type].flat(), "null"] }),
    ...(Array.isArray(listed) && !listed.includes(null) ? { enum: [...listed, null] } : {}),
  };
}

/** The order in a set says nothing, and a set of one is written as the one. */
function sorted(schema: JsonObject): JsonObject {
  const made: Record<string, unknown> = { ...schema };
  for (const key of Object.keys(made)) if (made[key] === undefined) delete made[key];
  for (const keyword of ["type", "enum", "required"]) {
    const list = made[keyword];
    if (!Array.isArray(list)) continue;
    const unique = new Map(list.map((each) => [canonicalJson(each), each]));
    const values = [...unique.keys()].sort().map((key) => unique.get(key));
    made[keyword] = keyword === "type" && values.length === 1 ? values[0] : values;
  }
  return made;
}
