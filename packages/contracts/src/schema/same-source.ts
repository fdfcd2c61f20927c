import { canonicalJson, isObject, own } from "../document/json.ts";
import { below, type Location } from "../document/library.ts";
import { refStandsAlone } from "./dialect.ts";
import type { SchemaSource } from "./schema-source.ts";
import type { Sources } from "./sources.ts";

/** Keywords that decide nothing about a value. */
const remarks = new Set(
  `title description default example examples $comment deprecated externalDocs xml discriminator $schema $id id $anchor
  $defs definitions contentEncoding contentMediaType contentSchema`.split(/\s+/),
);
const schemaMaps = new Set(["properties", "patternProperties", "dependentSchemas", "dependencies"]);
const schemaLists = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
const schemas = new Set(
  `items additionalItems additionalProperties unevaluatedProperties unevaluatedItems propertyNames contains not if then
  else`.split(/\s+/),
);
const sets = new Set(["required", "enum", "type"]);
/** Schemas within schemas: what the stack carries. Deeper down nothing is called the same. */
const depthLimit = 500;
/** More objects than two contracts can hold; a pair of numbers below it is still exact as one number. */
const numbersMost = 2 ** 26;
/** References whose meaning depends on who refers. */
const dynamic = ["$dynamicRef", "$recursiveRef", "$dynamicAnchor", "$recursiveAnchor"];

/**
 * Do two places spell the same schema, remarks and the names of references aside? Right about cycles; remembers. Either
 * place may be of either contract: a sender's schema is held against its own parts too.
 */
export class SameSource {
  readonly #sources: Pick<Sources, "of">;
  readonly #same = new Set<number>();
  readonly #differ = new Set<number>();
  readonly #numbers = new Map<object, number>();
  #last = 0;
  #depth = 0;

  constructor(sources: Pick<Sources, "of">) {
    this.#sources = sources;
  }

  same(a: Location, b: Location): boolean {
    return this.#known(a.value, b.value) ?? this.#decided(a, b);
  }

  /** The same of what two objects have under one name. */
  sameMember(name: string, a: Location, b: Location): boolean {
    const known = this.#known(own(a.value, name), own(b.value, name));
    return known ?? this.#decided(below(a, name), below(b, name));
  }

  #known(left: unknown, right: unknown): boolean | undefined {
    if (!isObject(left) || !isObject(right)) return undefined;
    const key = this.#keyOf(left, right);
    if (this.#same.has(key)) return true;
    return this.#differ.has(key) ? false : undefined;
  }

  /** Kept for the very objects too, not only for what their references lead to. */
  #decided(a: Location, b: Location): boolean {
    const assumed = new Set<number>();
    const answer = this.#schema(a, b, assumed);
    if (answer) for (const key of assumed) this.#same.add(key);
    if (isObject(a.value) && isObject(b.value))
      (answer ? this.#same : this.#differ).add(this.#keyOf(a.value, b.value));
    return answer;
  }

  #keyOf(left: object, right: object): number {
    return this.#numberOf(left) * numbersMost + this.#numberOf(right);
  }

  #schema(from: Location, to: Location, assumed: Set<number>): boolean {
    const a = this.#bare(from);
    const b = this.#bare(to);
    if (!a || !b) return false;
    if (!isObject(a.value) || !isObject(b.value)) return a.value === b.value;
    const key = this.#keyOf(a.value, b.value);
    if (this.#same.has(key) || assumed.has(key)) return true;
    if (this.#differ.has(key) || this.#depth >= depthLimit) return false;
    assumed.add(key);
    this.#depth++;
    const answer = this.#bodies(a, b, assumed);
    this.#depth--;
    if (!answer) this.#differ.add(key);
    return answer;
  }

  #sourceOf(at: Location): SchemaSource {
    return this.#sources.of(at);
  }

  /** Both contracts mostly have the same paths and pointers: only the objects themselves tell them apart. */
  #numberOf(value: object): number {
    const known = this.#numbers.get(value) ?? this.#last++;
    this.#numbers.set(value, known);
    return known;
  }

  /** Through references with nothing of weight beside them. */
  #bare(from: Location): Location | undefined {
    const source = this.#sourceOf(from);
    let at = from;
    for (let steps = 0; steps < 50; steps++) {
      const reference = own(at.value, "$ref");
      if (typeof reference !== "string") return at;
      const weighty = Object.keys(at.value as object).some((key) => key !== "$ref" && weighs(key));
      if (weighty && !refStandsAlone(source.dialectOf(at))) return at;
      const next = source.library.resolve(at, reference);
      if (next.kind !== "found") return undefined;
      at = next.location;
    }
    return undefined;
  }

  #bodies(a: Location, b: Location, assumed: Set<number>): boolean {
    if (!isObject(a.value) || !isObject(b.value)) return a.value === b.value;
    const dialect = this.#sourceOf(a).dialectOf(a);
    if (dialect === "unknown" || dialect !== this.#sourceOf(b).dialectOf(b)) return false;
    if (dynamic.some((keyword) => own(a.value, keyword) !== undefined)) return false;
    let weight = 0;
    for (const key of Object.keys(a.value)) {
      if (!weighs(key)) continue;
      weight++;
      if (!this.#keyword(key, a, b, assumed)) return false;
    }
    for (const key of Object.keys(b.value)) if (weighs(key)) weight--;
    return weight === 0;
  }

  #keyword(key: string, a: Location, b: Location, assumed: Set<number>): boolean {
    const left = own(a.value, key);
    const right = own(b.value, key);
    if (left === undefined || right === undefined) return false;
    if (left === right && key !== "$ref") return true;
    const pair = (...steps: (string | number)[]) =>
      this.#member(below(a, key, ...steps), below(b, key, ...steps), assumed);
    if (schemaMaps.has(key) && isObject(left) && isObject(right)) {
      const names = Object.keys(left);
      if (names.length !== Object.keys(right).length) return false;
      return names.every((name) => Object.hasOwn(right, name) && pair(name));
    }
    if ((schemaLists.has(key) || key === "items") && Array.isArray(left) && Array.isArray(right)) {
      return left.length === right.length && left.every((_, index) => pair(index));
    }
    if (schemas.has(key) || key === "$ref") return key === "$ref" ? this.#refs(a, b, assumed) : pair();
    if (sets.has(key)) return asSet(left) === asSet(right);
    return canonicalJson(left) === canonicalJson(right);
  }

  #member(a: Location, b: Location, assumed: Set<number>): boolean {
    if (Array.isArray(a.value) || Array.isArray(b.value))
      return canonicalJson(a.value) === canonicalJson(b.value);
    return this.#schema(a, b, assumed);
  }

  #refs(a: Location, b: Location, assumed: Set<number>): boolean {
    const left = this.#sourceOf(a).library.resolve(a, String(own(a.value, "$ref")));
    const right = this.#sourceOf(b).library.resolve(b, String(own(b.value, "$ref")));
    if (left.kind !== "found" || right.kind !== "found") return false;
    return this.#schema(left.location, right.location, assumed);
  }
}

function weighs(keyword: string): boolean {
  return !remarks.has(keyword) && !keyword.startsWith("x-");
}
function asSet(value: unknown): string {
  return Array.isArray(value)
    ? value.map(canonicalJson).sort().join(",")
    : canonicalJson([value]).slice(1, -1);
}
