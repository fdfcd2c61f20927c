import { isObject, own } from "../document/json.ts";
import { below } from "../document/library.ts";
import { Properties } from "./properties.ts";
import type { SchemaReading } from "./schema-reading.ts";
import { turnedView } from "./view.ts";

/** Items in either spelling, their number, `contains`. */
export function readArrays(of: SchemaReading): void {
  of.node.minItems = of.size("minItems", 0);
  of.node.maxItems = of.size("maxItems", Number.POSITIVE_INFINITY);
  of.node.uniqueItems = of.get("uniqueItems") === true;
  const items = of.get("items");
  const tuple = of.dialect === "2020-12" ? "prefixItems" : "items";
  const rest = of.dialect === "2020-12" ? "items" : "additionalItems";
  const list = of.get(tuple);
  if (Array.isArray(list)) {
    of.node.prefix = list.map((_, index) => of.child(tuple, index));
    if (of.get(rest) !== undefined) of.node.items = of.child(rest);
  } else if (Array.isArray(items))
    of.unclear("items", "a list of items belongs in prefixItems in this dialect");
  else if (items !== undefined) of.node.items = of.child("items");
  if (of.dialect === "draft-04" || of.get("contains") === undefined) return;
  const modern = of.dialect === "2019-09" || of.dialect === "2020-12";
  const min = modern ? of.size("minContains", 1) : 1;
  const max = modern ? of.size("maxContains", Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  const node = of.pool.node(below(of.at, "contains"), turnedView(of.stand.view));
  of.node.contains = { node, min, max };
}

/** Properties by name, by pattern and beyond, their number and names. */
export function readObjects(of: SchemaReading): void {
  of.node.minProperties = of.size("minProperties", 0);
  of.node.maxProperties = of.size("maxProperties", Number.POSITIVE_INFINITY);
  const properties = of.get("properties");
  if (isObject(properties)) of.node.properties = propertiesOf(of, Object.keys(properties));
  else if (properties !== undefined) of.unclear("properties", "properties must be an object");
  if (isObject(properties) && of.stand.view.appliesDefaults)
    of.node.defaulted = new Set(
      Object.keys(properties).filter((name) => own(properties[name], "default") !== undefined),
    );
  readRequired(of);
  const patterns = of.get("patternProperties");
  if (isObject(patterns)) {
    const keys = Object.keys(patterns);
    of.node.patternProperties = keys.map((key) => [key, of.child("patternProperties", key)] as const);
  } else if (patterns !== undefined) of.unclear("patternProperties", "patternProperties must be an object");
  const { role, tolerance } = of.stand.view;
  const forgiving = role === "accepted" && tolerance !== "strict";
  for (const [keyword, field] of [
    ["additionalProperties", "additional"],
    ["unevaluatedProperties", "unevaluated"],
  ] as const) {
    const value = of.get(keyword);
    if (value === undefined || (forgiving && value === false)) continue;
    of.node[field] = of.child(keyword);
  }
  if (of.get("propertyNames") !== undefined && of.dialect !== "draft-04") {
    of.node.names = of.pool.node(below(of.at, "propertyNames"), turnedView(of.stand.view));
  }
}

function propertiesOf(of: SchemaReading, names: readonly string[]): Properties {
  const { hidden, view } = of.stand;
  const isNever = (name: string) => hidden.has(name) && view.role === "sent";
  return new Properties(
    below(of.at, "properties"),
    names,
    (name) => (isNever(name) ? of.made({ never: true }) : of.child("properties", name)),
    (name) => !isNever(name),
  );
}

function readRequired(of: SchemaReading): void {
  const required = of.get("required");
  if (Array.isArray(required)) {
    const names = required.filter((name): name is string => typeof name === "string");
    const { appliesDefaults } = of.stand.view;
    const filled = (name: string) => appliesDefaults && of.node.defaulted.has(name);
    of.node.required = of.travelling("required", names).filter((name) => !filled(name));
  } else if (required !== undefined && required !== false) of.unclear("required", "required must be a list");
}
