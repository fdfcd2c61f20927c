import { isObject, own } from "../document/json.ts";
import { below, type Library, type Location, placeKey } from "../document/library.ts";
import { documentLimits } from "../document/limits.ts";
import { declaredDialect, type SchemaDialect } from "./dialect.ts";
import type { Flow } from "./view.ts";

/** The documents that schemas are read from, and the questions about them that need no view. */
export class SchemaSource {
  readonly library: Library;
  /** The dialect of documents that do not say. */
  readonly fallback: SchemaDialect;
  /** By flow, then by the object. */
  readonly #hidden = {
    request: new Map<object, ReadonlySet<string>>(),
    response: new Map<object, ReadonlySet<string>>(),
  };
  readonly #parts = new Map<object, readonly Location[]>();

  constructor(library: Library, fallback: SchemaDialect) {
    this.library = library;
    this.fallback = fallback;
  }

  /** "unknown" where a document names a dialect of its own. */
  dialectOf(location: Location): SchemaDialect | "unknown" {
    const root = location.document.root;
    if (own(root, "openapi") !== undefined) return openApiDialect(root);
    return declaredDialect(location.value) ?? declaredDialect(root) ?? this.fallback;
  }

  /** Where a chain of `$ref`s ends; undefined if it leads nowhere. */
  target(location: Location): Location | undefined {
    let at = location;
    for (let steps = 0; steps < documentLimits.refChain; steps++) {
      const reference = own(at.value, "$ref");
      if (typeof reference !== "string") return at;
      const next = this.library.resolve(at, reference);
      if (next.kind !== "found") return undefined;
      at = next.location;
    }
    return undefined;
  }

  /** Properties of this value that do not travel in this flow, whichever part of it declares them. */
  hiddenNames(location: Location, flow: Flow): ReadonlySet<string> {
    if (flow === "either" || !isObject(location.value)) return none;
    const shallow = !inPlace.some((keyword) => Object.hasOwn(location.value as object, keyword));
    if (shallow && own(location.value, "properties") === undefined) return none;
    const known = this.#hidden[flow].get(location.value);
    if (known) return known;
    const hidden = this.#hiddenIn(location, flow === "request" ? "readOnly" : "writeOnly");
    this.#hidden[flow].set(location.value, hidden);
    return hidden;
  }

  #hiddenIn(location: Location, flag: string): ReadonlySet<string> {
    const names = new Set<string>();
    for (const part of this.partsInPlace(location)) {
      const properties = own(part.value, "properties");
      if (!isObject(properties)) continue;
      for (const name of Object.keys(properties)) {
        const schema = own(properties, name);
        if (own(schema, flag) === true) names.add(name);
        else if (own(schema, "$ref") === undefined && own(schema, "allOf") === undefined) continue;
        else if (this.#flagged(below(part, "properties", name), flag)) names.add(name);
      }
    }
    return names.size === 0 ? none : names;
  }

  /** By itself or by a part that always holds: a reference is often wrapped in allOf to say more about it. */
  #flagged(location: Location, flag: string): boolean {
    const seen = new Set<unknown>();
    const open: Location[] = [location];
    for (let at = open.pop(); at; at = open.pop()) {
      if (own(at.value, flag) === true) return true;
      if (seen.has(at.value)) continue;
      seen.add(at.value);
      const reference = own(at.value, "$ref");
      const next = typeof reference === "string" ? this.library.resolve(at, reference) : undefined;
      if (next?.kind === "found") open.push(next.location);
      const list = own(at.value, "allOf");
      for (const index of Array.isArray(list) ? list.keys() : []) open.push(below(at, "allOf", index));
    }
    return false;
  }

  /** The schemas that judge the very same value: through `$ref`, allOf, anyOf, oneOf, if, then, else. */
  partsInPlace(location: Location): readonly Location[] {
    if (!isObject(location.value)) return [];
    if (!inPlace.some((keyword) => Object.hasOwn(location.value as object, keyword))) return [location];
    const known = this.#parts.get(location.value);
    if (known) return known;
    const parts = this.#partsFrom(location);
    this.#parts.set(location.value, parts);
    return parts;
  }

  #partsFrom(location: Location): readonly Location[] {
    const seen = new Map<string, Location>();
    const queue: Location[] = [location];
    for (let at = queue.pop(); at; at = queue.pop()) {
      const key = placeKey(at);
      if (seen.has(key) || !isObject(at.value)) continue;
      seen.set(key, at);
      const reference = own(at.value, "$ref");
      if (typeof reference === "string") {
        const next = this.library.resolve(at, reference);
        if (next.kind === "found") queue.push(next.location);
      }
      for (const keyword of ["allOf", "anyOf", "oneOf"]) {
        const list = own(at.value, keyword);
        if (Array.isArray(list)) for (const index of list.keys()) queue.push(below(at, keyword, index));
      }
      for (const keyword of ["if", "then", "else"]) {
        if (own(at.value, keyword) !== undefined) queue.push(below(at, keyword));
      }
      const dependents = own(at.value, "dependentSchemas");
      if (isObject(dependents))
        for (const name of Object.keys(dependents)) queue.push(below(at, "dependentSchemas", name));
    }
    return [...seen.values()];
  }
}

/** Keywords below which further schemas judge the same value. */
const inPlace = ["$ref", "allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas"];

const none: ReadonlySet<string> = new Set();

function openApiDialect(root: unknown): SchemaDialect | "unknown" {
  const version = String(own(root, "openapi"));
  if (version.startsWith("3.0")) return "openapi-3.0";
  return declaredDialect({ $schema: own(root, "jsonSchemaDialect") ?? "" }) ?? "2020-12";
}
