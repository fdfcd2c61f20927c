import { isObject, setOwn } from "../document/json.ts";
import type { SchemaNode } from "./node.ts";
import { anyType, typeNamesOf } from "./types.ts";

/** Schemas that a claim may carry; a larger closure is not worth shipping to a validator. */
const definitionLimit = 5_000;

/**
 * A node and all it refers to as one self-contained schema in draft 2020-12, for an independent validator. What cannot
 * be judged here is left out: the value was chosen so that it does not matter. Undefined if the closure is too large.
 * With `about`, only for that very value: properties that it has nowhere are left out, since they say nothing about it.
 * A validator takes seconds, or all of its stack, to compile a schema of thousands of properties.
 */
export function exported(root: SchemaNode, about?: { readonly value: unknown }): object | undefined {
  const present = about && namesIn(about.value);
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
  const writer: Writer = { nameOf, speaks: (name) => present?.has(name) ?? true };
  const schema = written(root, writer);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (names.size > definitionLimit) return undefined;
    setOwn(definitions, names.get(next) ?? "", written(next, writer));
  }
  const body = typeof schema === "boolean" ? { allOf: [schema] } : schema;
  return names.size === 0 ? body : { ...body, $defs: definitions };
}

/** Every property name that occurs in a value, at any depth. */
function namesIn(value: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const open = [value];
  while (open.length > 0) {
    const at = open.pop();
    if (Array.isArray(at)) for (const item of at) open.push(item);
    else if (isObject(at)) {
      for (const [name, item] of Object.entries(at)) {
        names.add(name);
        open.push(item);
      }
    }
  }
  return names;
}

interface Writer {
  nameOf(node: SchemaNode): string;
  /** Whether a property of this name has to be written. */
  speaks(name: string): boolean;
}

function written(node: SchemaNode, writer: Writer): object | boolean {
  if (node.never) return false;
  const out: Record<string, unknown> = {};
  const go = (inner: SchemaNode) => written(inner, writer);
  if (node.ref) out.$ref = `#/$defs/${writer.nameOf(node.ref())}`;
  if (node.types !== anyType) out.type = typeNamesOf(node.types);
  if (node.types === 0) return false;
  if (node.enums) {
    if (node.enums.length === 0) return false;
    out.enum = node.enums;
  }
  numbers(node, out);
  strings(node, out);
  arrays(node, out, go);
  objects(node, out, go, writer);
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

function objects(
  node: SchemaNode,
  out: Record<string, unknown>,
  go: (node: SchemaNode) => unknown,
  { speaks }: Writer,
): void {
  if (node.minProperties > 0) out.minProperties = node.minProperties;
  if (node.maxProperties !== Number.POSITIVE_INFINITY) out.maxProperties = node.maxProperties;
  if (node.required.length > 0) out.required = [...new Set(node.required)];
  const spoken = [...node.properties.keys()].filter(speaks);
  const properties = spoken.flatMap((name) => {
    const property = node.properties.get(name);
    return property ? [[name, property] as const] : [];
  });
  if (properties.length > 0) out.properties = mapped(properties, go);
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
