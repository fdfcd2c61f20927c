import { canonicalJson } from "../../packages/contracts/src/document/json.ts";
import type { Dice } from "./random-value.ts";

export type Json = Record<string, unknown>;
export type Schema = Json | boolean;

/** Choices within choices; a schema that refers to itself without looking into the value never ends. */
const choiceLimit = 30;
const partLimit = 500;

/** Several schemas that judge the same value: what always holds, and alternatives of which one must. */
export interface Together {
  /** Some part is the schema `false`. */
  readonly never: boolean;
  readonly parts: readonly Json[];
  readonly choices: readonly (readonly Schema[])[];
  readonly known: Map<string, Together>;
  /** What a maker of values found out about it. */
  plan?: unknown;
}

/** Takes apart schemas (2020-12, references to `$defs` only) and remembers what it took apart. */
export class SchemaParts {
  readonly #definitions: Json;
  readonly #numbers = new Map<object, number>();
  readonly #known = new Map<string, Together>();

  constructor(root: Schema) {
    this.#definitions = typeof root === "object" ? ((root.$defs ?? {}) as Json) : {};
  }

  together(schemas: readonly Schema[]): Together {
    const key = schemas.map((each) => this.#numberOf(each)).join(",");
    const known = this.#known.get(key);
    if (known) return known;
    const made = this.#expanded(schemas, []);
    this.#known.set(key, made);
    return made;
  }

  /** One alternative of each choice at random; undefined where that never ends. */
  picked(whole: Together, roll: Dice): Together | undefined {
    let at = whole;
    for (let steps = 0; at.choices.length > 0; steps++) {
      if (steps > choiceLimit) return undefined;
      const indexes = at.choices.map((branches) => Math.floor(roll() * branches.length));
      const key = indexes.join(",");
      let next = at.known.get(key);
      if (!next) {
        next = this.#expanded(
          at.choices.map((branches, index) => branches[indexes[index] ?? 0] ?? false),
          at.parts,
          at.never,
        );
        at.known.set(key, next);
      }
      at = next;
    }
    return at;
  }

  #expanded(schemas: readonly Schema[], before: readonly Json[], wasNever = false): Together {
    const parts = new Set(before);
    const choices: (readonly Schema[])[] = [];
    let never = wasNever;
    const open = [...schemas];
    for (let at = open.pop(); at !== undefined && parts.size < partLimit; at = open.pop()) {
      if (at === false) never = true;
      if (typeof at === "boolean" || parts.has(at)) continue;
      parts.add(at);
      if (typeof at.$ref === "string") open.push(this.#target(at.$ref));
      const all = (at.allOf ?? []) as Schema[];
      open.push(...all);
      if (at.anyOf) choices.push(at.anyOf as Schema[]);
      // Beside a oneOf that only counts stand the same alternatives as they are sent: one of those is picked.
      const twin = all.some((each) => lengthOf(each, "anyOf") === lengthOf(at, "oneOf"));
      if (at.oneOf && !twin) choices.push(at.oneOf as Schema[]);
    }
    return { never, parts: [...parts], choices, known: new Map() };
  }

  #target(reference: string): Schema {
    return (this.#definitions[reference.slice("#/$defs/".length)] ?? true) as Schema;
  }

  #numberOf(schema: Schema): number | string {
    if (typeof schema === "boolean") return String(schema);
    const number = this.#numbers.get(schema) ?? this.#numbers.size;
    this.#numbers.set(schema, number);
    return number;
  }
}

function lengthOf(schema: unknown, keyword: string): number | undefined {
  const list = typeof schema === "object" && schema !== null ? (schema as Json)[keyword] : undefined;
  return Array.isArray(list) ? list.length : undefined;
}

/** Names of properties and listed values that stand anywhere in schemas: what one side knows the other may trip over. */
export function wordsOf(...schemas: readonly unknown[]): { names: string[]; values: unknown[] } {
  const names = new Set<string>();
  const values = new Map<string, unknown>();
  const open: unknown[] = [...schemas];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (typeof at !== "object" || at === null) continue;
    const { properties, required } = at as Json;
    if (typeof properties === "object" && properties !== null)
      for (const name of Object.keys(properties)) names.add(name);
    if (Array.isArray(required)) for (const name of required) names.add(String(name));
    for (const value of ((at as Json).enum ?? []) as unknown[]) values.set(canonicalJson(value), value);
    for (const inner of Object.values(at)) open.push(inner);
  }
  return { names: [...names].slice(0, wordLimit), values: [...values.values()].slice(0, wordLimit) };
}

const wordLimit = 400;
