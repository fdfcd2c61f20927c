import { isObject, own } from "../document/json.ts";
import type { Thing } from "./words.ts";

const kinds: readonly (readonly [string, string])[] = [
  ["asyncapi", "an AsyncAPI document"],
  ["openapi", "an OpenAPI document"],
  ["swagger", "a Swagger document"],
];

const types = new Set(["null", "boolean", "object", "array", "number", "integer", "string"]);
const words = (text: string) => new Set(text.split(/\s+/));

const one =
  words(`not if then else contains propertyNames additionalItems additionalProperties unevaluatedItems
  unevaluatedProperties contentSchema`);
const lists = words("allOf anyOf oneOf prefixItems");
const maps = words("properties patternProperties dependentSchemas dependentRequired dependencies");
const texts = words("pattern format contentEncoding contentMediaType");
const numbers =
  words(`multipleOf minimum maximum minLength maxLength minItems maxItems minProperties maxProperties
  minContains maxContains`);
const definitions = ["$defs", "definitions"];
const remarks =
  words(`$schema $id id $anchor $dynamicAnchor $recursiveAnchor $vocabulary $comment title description
  default examples example deprecated readOnly writeOnly $defs definitions discriminator externalDocs xml`);

/** Remarks that are always texts: `{ "id": 7 }` is no schema. */
const written = words("$schema $id id title description $comment");

export type DocumentVerdict =
  | { readonly kind: "schema" }
  /** Only definitions for others. */
  | { readonly kind: "definitions" }
  | { readonly kind: "other"; readonly why: string };

/** Whether a document describes a `thing`. A JSON Schema validator ignores what it does not know; here that is no schema. */
export function documentVerdict(root: unknown, thing: Thing): DocumentVerdict {
  if (!isObject(root)) return { kind: "schema" };
  for (const [key, name] of kinds) {
    if (typeof own(root, key) === "string")
      return {
        kind: "other",
        why: `this is ${name}, not a JSON Schema: name JSON Schemas, one file for each type of ${thing}`,
      };
  }
  const keys = Object.keys(root);
  const foreign = keys.filter((key) => !isKnown(key) || (written.has(key) && typeof root[key] !== "string"));
  const says = keys.some(
    (key) => isSure(key, root[key]) || (foreign.length === 0 && isBound(key, root[key])),
  );
  if (says) return { kind: "schema" };
  if (foreign.length > 0 || keys.some((key) => key === "type"))
    return {
      kind: "other",
      why: `it has no keyword of JSON Schema: is it a sample ${thing}? Write a schema, or true if it may be anything`,
    };
  return definitions.some((key) => keys.includes(key)) ? { kind: "definitions" } : { kind: "schema" };
}

/** A keyword with a value that only a schema has. */
function isSure(key: string, value: unknown): boolean {
  if (key === "type")
    return (Array.isArray(value) ? value : [value]).every((name) => types.has(String(name)));
  if (key === "$ref" || key === "$dynamicRef" || key === "$recursiveRef") return typeof value === "string";
  if (key === "enum") return Array.isArray(value);
  if (key === "required") return Array.isArray(value) && value.every((name) => typeof name === "string");
  if (key === "items") return Array.isArray(value) ? value.every(looksLikeSchema) : looksLikeSchema(value);
  if (one.has(key)) return looksLikeSchema(value);
  if (lists.has(key)) return Array.isArray(value) && value.every(looksLikeSchema);
  if (maps.has(key)) return isObject(value) && Object.values(value).every(looksLikeSchemaOrNames);
  return false;
}

/** A keyword that could as well be a field of a sample. */
function isBound(key: string, value: unknown): boolean {
  if (key === "const" || key.startsWith("exclusive") || key === "uniqueItems") return true;
  return (texts.has(key) && typeof value === "string") || (numbers.has(key) && typeof value === "number");
}

function isKnown(key: string): boolean {
  const named = ["type", "$ref", "$dynamicRef", "$recursiveRef", "enum", "required", "items", "const"];
  const more = ["exclusiveMinimum", "exclusiveMaximum", "uniqueItems", "nullable"];
  return (
    [one, lists, maps, texts, numbers, remarks].some((set) => set.has(key)) ||
    [...named, ...more].includes(key) ||
    key.startsWith("x-")
  );
}

function looksLikeSchema(value: unknown): boolean {
  if (typeof value === "boolean") return true;
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 0 || keys.some(isKnown);
}

function looksLikeSchemaOrNames(value: unknown): boolean {
  return Array.isArray(value) || looksLikeSchema(value);
}
