import { isObject, own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import { stepsOf } from "../document/pointer.ts";
import type { SchemaSource } from "./schema-source.ts";

/**
 * Where a schema speaks of a place inside a value: as far along the pointer as its properties and items lead. A schema says
 * the same thing in many ways; this finds a line to show, it decides nothing.
 */
export function placeAlong(source: SchemaSource, schema: Location, at: string): Location {
  let place = schema;
  for (const step of stepsOf(at) ?? []) {
    const next = stepInto(source, place, step);
    if (!next) return place;
    place = next;
  }
  return place;
}

function stepInto(source: SchemaSource, schema: Location, step: string): Location | undefined {
  const parts = source.partsInPlace(schema);
  for (const part of parts) {
    const properties = own(part.value, "properties");
    if (isObject(properties) && Object.hasOwn(properties, step)) return below(part, "properties", step);
  }
  for (const part of parts) {
    const prefix = own(part.value, "prefixItems") ?? own(part.value, "items");
    if (Array.isArray(prefix) && prefix[Number(step)] !== undefined)
      return below(part, Array.isArray(own(part.value, "prefixItems")) ? "prefixItems" : "items", step);
  }
  for (const keyword of ["items", "additionalProperties"]) {
    const holder = parts.find(({ value }) => isObject(own(value, keyword)));
    if (holder) return below(holder, keyword);
  }
  return undefined;
}
