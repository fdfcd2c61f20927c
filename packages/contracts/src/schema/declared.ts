import { isObject, own } from "../document/json.ts";
import { below, type Location, placeKey } from "../document/library.ts";
import type { SchemaSource } from "./schema-source.ts";

/**
 * Whether a sender's value can be taken to have the declared properties only. Not where nothing is declared at all
 * (`type: object` alone is a free-form map), nor where one of the alternatives is such a map.
 */
export function closableIn(source: SchemaSource, location: Location): boolean {
  let declares = false;
  const parts = source.partsInPlace(location);
  if (needsMoreThanDeclared(parts)) return false;
  for (const part of parts) {
    if (hasEntries(own(part.value, "properties")) || hasEntries(own(part.value, "patternProperties")))
      declares = true;
    for (const keyword of ["anyOf", "oneOf"]) {
      const list = own(part.value, keyword);
      if (!Array.isArray(list)) continue;
      if ([...list.keys()].some((index) => isFreeForm(source, below(part, keyword, index)))) return false;
    }
  }
  return declares;
}

/** More properties are asked for than are declared: then some that are not declared must be sent. */
function needsMoreThanDeclared(parts: readonly Location[]): boolean {
  const least = Math.max(0, ...parts.map(({ value }) => Number(own(value, "minProperties") ?? 0)));
  return least > 0 && least > declaredNames(parts).size;
}

function declaredNames(parts: readonly Location[]): Set<string> {
  const names = parts.flatMap(({ value }) => {
    const properties = own(value, "properties");
    return isObject(properties) ? Object.keys(properties) : [];
  });
  return new Set(names);
}

/** Properties that must be there in some case although nothing describes them: a sender that keeps to its schema has them. */
export function neededUndeclared(source: SchemaSource, location: Location): ReadonlySet<string> {
  const parts = source.partsInPlace(location);
  const needed = new Set<string>();
  for (const { value } of parts) {
    for (const name of textsIn(own(value, "required"))) needed.add(name);
    for (const keyword of ["dependentRequired", "dependencies"]) {
      const map = own(value, keyword);
      for (const name of isObject(map) ? Object.keys(map) : [])
        for (const other of textsIn(own(map, name))) needed.add(other);
    }
  }
  if (needed.size > 0)
    for (const { value } of parts) {
      const properties = own(value, "properties");
      for (const name of needed) if (own(properties, name) !== undefined) needed.delete(name);
    }
  return needed;
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

function isFreeForm(source: SchemaSource, location: Location): boolean {
  const parts = source.partsInPlace(location);
  const declares = parts.some(
    (part) =>
      hasEntries(own(part.value, "properties")) ||
      own(part.value, "additionalProperties") === false ||
      Array.isArray(own(part.value, "required")),
  );
  if (declares) return false;
  return parts.some((part) => {
    const type = own(part.value, "type");
    return type === "object" || (Array.isArray(type) && type.includes("object"));
  });
}

function hasEntries(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}

/** Whether tolerance would change a schema: somewhere below it unknown properties are refused. */
export function rejectsUnknownSomewhere(source: SchemaSource, location: Location): boolean {
  const seen = new Set<string>();
  const queue: Location[] = [location];
  for (let at = queue.pop(); at; at = queue.pop()) {
    const key = placeKey(at);
    if (seen.has(key) || typeof at.value !== "object" || at.value === null) continue;
    seen.add(key);
    if (own(at.value, "additionalProperties") === false || own(at.value, "unevaluatedProperties") === false)
      return true;
    const reference = own(at.value, "$ref");
    const next = typeof reference === "string" ? source.library.resolve(at, reference) : undefined;
    if (next?.kind === "found") queue.push(next.location);
    for (const step of Object.keys(at.value)) queue.push(below(at, step));
  }
  return false;
}

/** Members of a value that more than one part of its schema describes at the same time. */
export interface Shared {
  readonly names: ReadonlySet<string>;
  /** Too tangled to tell: take every member as shared. */
  readonly all: boolean;
  readonly key: string;
}

export const nothingShared: Shared = { names: new Set(), all: false, key: "" };

/** Alternatives do not add up; everything else does. */
export function sharedIn(source: SchemaSource, location: Location): Shared {
  const parts = source.partsInPlace(location);
  const [first] = parts;
  if (first && parts.length === 1) return sharedInOne(first);
  const describing = parts.filter(({ value }) =>
    memberKeywords.some((keyword) => own(value, keyword) !== undefined),
  );
  const [only] = describing;
  if (describing.length < 2) return only ? sharedInOne(only) : nothingShared;
  const tangled = describing.some(({ value }) =>
    tanglingKeywords.some((keyword) => isObject(own(value, keyword)) || Array.isArray(own(value, keyword))),
  );
  if (tangled) return { names: new Set(), all: true, key: "all" };
  const names = new Set<string>();
  for (const [name, count] of countsOf(source, location, new Set())) if (count > 1) names.add(name);
  return names.size === 0 ? nothingShared : { names, all: false, key: JSON.stringify([...names].sort()) };
}

function sharedInOne({ value }: Location): Shared {
  const tangled = hasEntries(own(value, "patternProperties")) && hasEntries(own(value, "properties"));
  return tangled ? { names: new Set(), all: true, key: "all" } : nothingShared;
}

const tanglingKeywords = [
  "patternProperties",
  "additionalProperties",
  "unevaluatedProperties",
  "items",
  "prefixItems",
  "additionalItems",
];
const memberKeywords = ["properties", ...tanglingKeywords];

/** `said` are the schemas that judge the value already: one that judges it again adds nothing. */
function countsOf(source: SchemaSource, location: Location, said: Set<string>): Map<string, number> {
  const counts = new Map<string, number>();
  const key = placeKey(location);
  if (said.has(key)) return counts;
  said.add(key);
  const add = (more: ReadonlyMap<string, number>) => {
    for (const [name, count] of more) counts.set(name, (counts.get(name) ?? 0) + count);
  };
  const properties = own(location.value, "properties");
  if (isObject(properties)) for (const name of Object.keys(properties)) counts.set(name, 1);
  const reference = own(location.value, "$ref");
  const next = typeof reference === "string" ? source.library.resolve(location, reference) : undefined;
  if (next?.kind === "found") add(countsOf(source, next.location, said));
  for (const part of indexes(location, "allOf")) add(countsOf(source, below(location, "allOf", part), said));
  const mayJudge = (...steps: (string | number)[]) =>
    countsOf(source, below(location, ...steps), new Set(said));
  for (const keyword of ["anyOf", "oneOf"]) {
    const most = new Map<string, number>();
    for (const index of indexes(location, keyword))
      for (const [name, count] of mayJudge(keyword, index))
        most.set(name, Math.max(most.get(name) ?? 0, count));
    add(most);
  }
  for (const keyword of ["if", "then", "else"])
    if (own(location.value, keyword) !== undefined) add(mayJudge(keyword));
  return counts;
}

function indexes({ value }: Location, keyword: string): Iterable<number> {
  const list = own(value, keyword);
  return Array.isArray(list) ? list.keys() : [];
}
