import { isObject, own, setOwn } from "../document/json.ts";
import type { SchemaNode } from "./node.ts";
import { anyType, typeNamesOf } from "./types.ts";

/** Schemas that a claim may carry; a larger closure is not worth shipping to a validator. */
const definitionLimit = 5_000;

/**
 * A node and all it refers to as one self-contained schema in draft 2020-12, for an independent validator. What cannot
 * be judged here is left out: the value was chosen so that it does not matter. Undefined if the closure is too large.
 * With `about`, only for that very value: what would judge nothing of it is left out. A validator takes seconds, or all
 * of its stack, to compile a schema of thousands of properties.
 */
export function exported(root: SchemaNode, about?: { readonly value: unknown }): object | undefined {
  const definitions = {};
  const names = new Map<string, string>();
  const waiting: { readonly name: string; readonly node: SchemaNode; readonly judged: Judged }[] = [];
  const numbers = new WeakMap<object, number>();
  let last = 0;
  const numberOf = (value: unknown): number => {
    if (typeof value !== "object" || value === null) return -1;
    const number = numbers.get(value) ?? last++;
    numbers.set(value, number);
    return number;
  };
  const nameOf: NameOf = (node, judged) => {
    const key = `${node.id} ${judged ? [...new Set(judged.map(numberOf))].sort().join(" ") : ""}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = `s${names.size + 1}`;
    names.set(key, name);
    waiting.push({ name, node, judged });
    return name;
  };
  const schema = written(root, about && [about.value], nameOf);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (names.size > definitionLimit) return undefined;
    setOwn(definitions, next.name, written(next.node, next.judged, nameOf));
  }
  const body = typeof schema === "boolean" ? { allOf: [schema] } : schema;
  return names.size === 0 ? body : { ...body, $defs: definitions };
}

/** The values that a schema is written for; undefined: for any. */
type Judged = readonly unknown[] | undefined;
type NameOf = (node: SchemaNode, judged: Judged) => string;

function written(node: SchemaNode, judged: Judged, nameOf: NameOf): object | boolean {
  if (judged?.length === 0) return true;
  if (node.never) return false;
  const out: Record<string, unknown> = {};
  const go = (inner: SchemaNode, values: Judged = judged) => written(inner, values, nameOf);
  if (node.ref) out.$ref = `#/$defs/${nameOf(node.ref(), judged)}`;
  if (node.types !== anyType) out.type = typeNamesOf(node.types);
  if (node.types === 0) return false;
  if (node.enums) {
    if (node.enums.length === 0) return false;
    out.enum = node.enums;
  }
  numbers(node, out);
  strings(node, out);
  arrays(node, out, (inner) => go(inner, itemsOf(judged)));
  objects(node, out, judged, go);
  if (node.allOf.length > 0) out.allOf = node.allOf.map((inner) => go(inner));
  if (node.anyOf) out.anyOf = node.anyOf.map((inner) => go(inner));
  if (node.oneOf) out.oneOf = node.oneOf.map((inner) => go(inner));
  if (node.not) out.not = go(node.not);
  return out;
}

function namesIn(judged: Judged): ReadonlySet<string> | undefined {
  return judged && new Set(judged.flatMap((value) => (isObject(value) ? Object.keys(value) : [])));
}

function itemsOf(judged: Judged): Judged {
  return judged?.flatMap((value) => (Array.isArray(value) ? value : []));
}

function membersOf(judged: Judged): Judged {
  return judged?.flatMap((value) => (isObject(value) ? Object.values(value) : []));
}

function memberOf(judged: Judged, name: string): Judged {
  return judged?.flatMap((value) =>
    isObject(value) && Object.hasOwn(value, name) ? [own(value, name)] : [],
  );
}

function numbers({ lower, upper, multipleOf }: SchemaNode, out: Record<string, unknown>): void {
  if (lower) out[lower.exclusive ? "exclusiveMinimum" : "minimum"] = lower.value;
  if (upper) out[upper.exclusive ? "exclusiveMaximum" : "maximum"] = upper.value;
  if (multipleOf !== undefined) out.multipleOf = multipleOf;
}

function strings(node: SchemaNode, out: Record<string, unknown>): void {
  if (node.minLength > 0) out.minLength = node.minLength;
  if (node.maxLength !== Number.POSITIVE_INFINITY) out.maxLength = node.maxLength;
  if (node.pattern !== undefined) out.pattern = node.pattern;
  if (node.format !== undefined) out.format = node.format;
}

function arrays(node: SchemaNode, out: Record<string, unknown>, go: (node: SchemaNode) => unknown): void {
  if (node.minItems > 0) out.minItems = node.minItems;
  if (node.maxItems !== Number.POSITIVE_INFINITY) out.maxItems = node.maxItems;
  if (node.uniqueItems) out.uniqueItems = true;
  if (node.prefix.length > 0) out.prefixItems = node.prefix.map(go);
  if (node.items) out.items = go(node.items);
  if (!node.contains) return;
  out.contains = go(node.contains.node);
  out.minContains = node.contains.min;
  if (node.contains.max !== Number.POSITIVE_INFINITY) out.maxContains = node.contains.max;
}

function objects(
  node: SchemaNode,
  out: Record<string, unknown>,
  judged: Judged,
  go: (node: SchemaNode, values: Judged) => unknown,
): void {
  if (node.minProperties > 0) out.minProperties = node.minProperties;
  if (node.maxProperties !== Number.POSITIVE_INFINITY) out.maxProperties = node.maxProperties;
  if (node.required.length > 0) out.required = [...new Set(node.required)];
  const properties = {};
  for (const name of namesIn(judged) ?? node.properties.keys()) {
    const property = node.properties.get(name);
    if (property) setOwn(properties, name, go(property, memberOf(judged, name)));
  }
  if (Object.keys(properties).length > 0) out.properties = properties;
  if (node.patternProperties.length > 0) {
    const patterns = {};
    for (const [pattern, inner] of node.patternProperties)
      setOwn(patterns, pattern, go(inner, membersOf(judged)));
    out.patternProperties = patterns;
  }
  if (node.additional) out.additionalProperties = go(node.additional, membersOf(judged));
  if (node.unevaluated) out.unevaluatedProperties = go(node.unevaluated, membersOf(judged));
  if (node.names) out.propertyNames = go(node.names, undefined);
}
