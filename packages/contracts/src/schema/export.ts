import { setOwn } from "../document/json.ts";
import type { SchemaNode } from "./node.ts";
import { anyType, typeNamesOf } from "./types.ts";

/** Schemas that a claim may carry; a larger closure is not worth shipping to a validator. */
const definitionLimit = 5_000;

/**
 * A node and all it refers to as one self-contained schema in draft 2020-12, for an independent validator. What cannot
 * be judged here is left out: the value was chosen so that it does not matter. Undefined if the closure is too large.
 */
export function exported(root: SchemaNode): object | undefined {
  const definitions = {};
  const names = new Map<SchemaNode, string>();
  const waiting: SchemaNode[] = [];
  const nameOf = (node: SchemaNode): string => {
    const known = names.get(node);
    if (known !== undefined) return known;
    const name = `s${names.size + 1}`;
    names.set(node, name);
    waiting.push(node);
    return name;
  };
  const schema = written(root, nameOf);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (names.size > definitionLimit) return undefined;
    setOwn(definitions, names.get(next) ?? "", written(next, nameOf));
  }
  const body = typeof schema === "boolean" ? { allOf: [schema] } : schema;
  return names.size === 0 ? body : { ...body, $defs: definitions };
}

type NameOf = (node: SchemaNode) => string;

function written(node: SchemaNode, nameOf: NameOf): object | boolean {
  if (node.never) return false;
  const out: Record<string, unknown> = {};
  const go = (inner: SchemaNode) => written(inner, nameOf);
  if (node.ref) out.$ref = `#/$defs/${nameOf(node.ref())}`;
  if (node.types !== anyType) out.type = typeNamesOf(node.types);
  if (node.types === 0) return false;
  if (node.enums) {
    if (node.enums.length === 0) return false;
    out.enum = node.enums;
  }
  numbers(node, out);
  strings(node, out);
  arrays(node, out, go);
  objects(node, out, go);
  if (node.allOf.length > 0) out.allOf = node.allOf.map(go);
  if (node.anyOf) out.anyOf = node.anyOf.map(go);
  if (node.oneOf) out.oneOf = node.oneOf.map(go);
  if (node.not) out.not = go(node.not);
  return out;
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

function objects(node: SchemaNode, out: Record<string, unknown>, go: (node: SchemaNode) => unknown): void {
  if (node.minProperties > 0) out.minProperties = node.minProperties;
  if (node.maxProperties !== Number.POSITIVE_INFINITY) out.maxProperties = node.maxProperties;
  if (node.required.length > 0) out.required = [...new Set(node.required)];
  if (node.properties.size > 0) out.properties = mapped(node.properties, go);
  if (node.patternProperties.length > 0) out.patternProperties = mapped(node.patternProperties, go);
  if (node.additional) out.additionalProperties = go(node.additional);
  if (node.unevaluated) out.unevaluatedProperties = go(node.unevaluated);
  if (node.names) out.propertyNames = go(node.names);
}

function mapped(entries: Iterable<readonly [string, SchemaNode]>, go: (node: SchemaNode) => unknown): object {
  const out = {};
  for (const [name, node] of entries) setOwn(out, name, go(node));
  return out;
}
