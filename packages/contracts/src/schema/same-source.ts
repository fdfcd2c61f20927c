import { canonicalJson, equalJson, isObject, own } from "../document/json.ts";
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
/** References whose meaning depends on who refers. */
const dynamic = ["$dynamicRef", "$recursiveRef", "$dynamicAnchor", "$recursiveAnchor"];

/**
 * Do two places spell the same schema, remarks and the names of references aside? Right about cycles; remembers. Either
 * place may be of either contract: a sender's schema is held against its own parts too.
 */
export class SameSource {
  readonly #sources: Pick<Sources, "of">;
  /** By the one object, then by the other: the answer. */
  readonly #answers = new Map<object, Map<object, boolean>>();
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
    return isObject(left) && isObject(right) ? this.#answers.get(left)?.get(right) : undefined;
  }

  #keep(left: object, right: object, answer: boolean): void {
    const known = this.#answers.get(left);
    if (known) known.set(right, answer);
    else this.#answers.set(left, new Map([[right, answer]]));
  }

  /** Kept for the very objects too, not only for what their references lead to. */
  #decided(a: Location, b: Location): boolean {
    const assumed: Assumed = new Map();
    const answer = this.#schema(a, b, assumed);
    if (answer)
      for (const [left, rights] of assumed) for (const right of rights) this.#keep(left, right, true);
    if (isObject(a.value) && isObject(b.value)) this.#keep(a.value, b.value, answer);
    return answer;
  }

  #schema(from: Location, to: Location, assumed: Assumed): boolean {
    const a = this.#bare(from);
    const b = this.#bare(to);
    if (!a || !b) return false;
    if (!isObject(a.value) || !isObject(b.value)) return a.value === b.value;
    const known = this.#answers.get(a.value)?.get(b.value);
    if (known !== undefined) return known;
    const rights = assumed.get(a.value);
    if (rights?.has(b.value)) return true;
    if (this.#depth >= depthLimit) return false;
    if (rights) rights.add(b.value);
    else assumed.set(a.value, new Set([b.value]));
    this.#depth++;
    const answer = this.#bodies(a, b, assumed);
    this.#depth--;
    if (!answer) this.#keep(a.value, b.value, false);
    return answer;
  }

  #sourceOf(at: Location): SchemaSource {
    return this.#sources.of(at);
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

  #bodies(a: Location, b: Location, assumed: Assumed): boolean {
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

  #keyword(key: string, a: Location, b: Location, assumed: Assumed): boolean {
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
    if (equalJson(left, right)) return true;
    return sets.has(key) && asSet(left) === asSet(right);
  }

  #member(a: Location, b: Location, assumed: Assumed): boolean {
    if (Array.isArray(a.value) || Array.isArray(b.value)) return equalJson(a.value, b.value);
    return this.#schema(a, b, assumed);
  }

  #refs(a: Location, b: Location, assumed: Assumed): boolean {
    const left = this.#sourceOf(a).library.resolve(a, String(own(a.value, "$ref")));
    const right = this.#sourceOf(b).library.resolve(b, String(own(b.value, "$ref")));
    if (left.kind !== "found" || right.kind !== "found") return false;
    return this.#schema(left.location, right.location, assumed);
  }
}

/** Pairs of objects that are taken to be the same until the answer is found. */
type Assumed = Map<object, Set<object>>;

function weighs(keyword: string): boolean {
  return !remarks.has(keyword) && !keyword.startsWith("x-");
}
function asSet(value: unknown): string {
  return Array.isArray(value)
    ? value.map(canonicalJson).sort().join(",")
    : canonicalJson([value]).slice(1, -1);
}
