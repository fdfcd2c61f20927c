import { isObject, own } from "../../document/json.ts";
import { below, type Location, placeKey } from "../../document/library.ts";
import type { SchemaSource } from "../../schema/schema-source.ts";

/** Where one step of a path leads, by what schemas declare. */
export interface Declared {
  readonly places: readonly Location[];
  /** A part of the schemas cannot be read, so it may declare more. */
  readonly more: boolean;
  /** The names that could have been written. */
  readonly names: readonly string[];
}

/**
 * The schemas of a field or item, from those of the value that holds it. A field counts as declared if a part names it, or
 * says something of fields that it does not name: where nothing is said, a slip of the pen could not be told from a field.
 */
export function declaredAt(source: SchemaSource, holders: readonly Location[], step: string): Declared {
  const places = new Map<string, Location>();
  const names = new Set<string>();
  let more = false;
  const add = (place: Location) => {
    if (place.value !== false) places.set(placeKey(place), place);
  };
  for (const part of new Set(holders.flatMap((each) => source.partsInPlace(each)))) {
    more ||= cannotBeRead(source, part);
    const fields = own(part.value, "properties");
    for (const name of isObject(fields) ? Object.keys(fields) : [])
      if (own(fields, name) !== false) names.add(name);
    for (const place of membersOf(part, step)) add(place);
  }
  return { places: [...places.values()], more, names: [...names] };
}

function cannotBeRead(source: SchemaSource, part: Location): boolean {
  const reference = own(part.value, "$ref");
  const broken = typeof reference === "string" && source.library.resolve(part, reference).kind !== "found";
  return broken || source.dialectOf(part) === "unknown" || own(part.value, "$dynamicRef") !== undefined;
}

/** Of one part: what it says of the field or item; `*` is any. */
function* membersOf(part: Location, step: string): Generator<Location> {
  const fields = own(part.value, "properties");
  if (isObject(fields) && step === "*")
    for (const name of Object.keys(fields)) yield below(part, "properties", name);
  else if (isObject(fields) && Object.hasOwn(fields, step)) {
    yield below(part, "properties", step);
    return;
  }
  const patterns = own(part.value, "patternProperties");
  if (isObject(patterns))
    for (const pattern of Object.keys(patterns)) yield below(part, "patternProperties", pattern);
  for (const keyword of ["additionalProperties", "unevaluatedProperties"])
    if (says(own(part.value, keyword))) yield below(part, keyword);
  if (step === "*" || /^\d+$/.test(step)) yield* itemsOf(part);
}

function* itemsOf(part: Location): Generator<Location> {
  for (const keyword of ["prefixItems", "items", "additionalItems"]) {
    const value = own(part.value, keyword);
    if (Array.isArray(value)) for (const index of value.keys()) yield below(part, keyword, index);
    else if (value !== undefined) yield below(part, keyword);
  }
}

function says(schema: unknown): boolean {
  return isObject(schema) && Object.keys(schema).length > 0;
}
