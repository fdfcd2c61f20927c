import { canonicalJson, setOwn } from "../../packages/contracts/src/document/json.ts";
import { numbersFor, textsFor } from "./plain-values.ts";
import type { Dice } from "./random-value.ts";
import { type Json, type Schema, SchemaParts, type Together } from "./schema-parts.ts";

/** What others know: names and values that a value may carry where the schema leaves it open. */
export interface Words {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
}

/** What parts that judge the same value say of it together. */
interface Plan {
  readonly types: readonly string[];
  readonly listed: readonly unknown[] | undefined;
  readonly number: (roll: Dice) => number;
  readonly texts: readonly string[];
  readonly items: readonly [least: number, most: number];
  readonly unique: boolean;
  readonly item: (position: number) => Together;
  readonly special: readonly Together[];
  /** Each property that is declared or required; those that can never be there are left out. */
  readonly fields: readonly { readonly name: string; readonly required: boolean; readonly value: Together }[];
  /** Properties that nobody declares but the schema admits. */
  readonly extras: readonly { readonly name: string; readonly value: Together }[];
  readonly size: readonly [least: number, most: number];
}

const allTypes = ["null", "boolean", "number", "string", "array", "object"];
const none = Symbol("no value");
const depthLimit = 30;
const longestList = 40;
const mostExtras = 60;
/** How many parts the values have: most are small, some are large. */
const sizes = [4, 12, 30, 30, 80, 200];
const shares = [0, 0.1, 0.3, 0.5, 0.8, 1];

/**
 * Makes values that a schema (2020-12 without `if`, as the engine writes it) admits, on purpose and not by luck: bounds,
 * each alternative, properties present and absent and further ones where they may be. Mostly valid; `not`, and `oneOf`
 * whose alternatives overlap, are left to a validator.
 */
export class SchemaValues {
  readonly #parts: SchemaParts;
  readonly #words: Words;
  readonly #roll: Dice;
  readonly #root: Together;
  #left = 0;

  constructor(schema: Schema, words: Words, roll: Dice) {
    this.#parts = new SchemaParts(schema);
    this.#words = words;
    this.#roll = roll;
    this.#root = this.#parts.together([schema]);
  }

  /** Undefined where this draw of alternatives contradicts itself. */
  next(): { readonly value: unknown } | undefined {
    this.#left = this.#pick(sizes) ?? 12;
    const value = this.#made(this.#root, 0);
    return value === none ? undefined : { value };
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.#roll() * items.length)];
  }

  #made(whole: Together, depth: number): unknown {
    if (depth > depthLimit) return none;
    this.#left--;
    const picked = this.#parts.picked(whole, this.#roll);
    if (!picked || picked.never) return none;
    picked.plan ??= this.#planned(picked.parts);
    const plan = picked.plan as Plan;
    if (plan.listed) return plan.listed.length > 0 ? this.#pick(plan.listed) : none;
    const type = this.#pick(plan.types);
    if (type === undefined) return none;
    if (type === "null") return null;
    if (type === "boolean") return this.#roll() < 0.5;
    if (type === "string") return plan.texts.length > 0 ? this.#pick(plan.texts) : none;
    if (type === "array") return this.#list(plan, depth);
    if (type === "object") return this.#object(plan, depth);
    const number = plan.number(this.#roll);
    return type === "integer" ? Math.round(number) : number;
  }

  #list(plan: Plan, depth: number): unknown {
    const [least, most] = plan.items;
    const room = this.#left > 0 && depth < depthLimit / 2;
    const lengths = room ? [least, least, least + 1, least + 2, Math.min(most, least + 8), most] : [least];
    const length = Math.min(this.#pick(lengths) ?? least, most, Math.max(least, longestList));
    const made: unknown[] = [];
    const taken = new Set<string>();
    for (let tries = 0; made.length < length && tries < 3 * length + 10; tries++) {
      const special = plan.special[made.length];
      const value = this.#made(special ?? plan.item(made.length), depth + 1);
      if (value === none) continue;
      if (plan.unique && taken.has(canonicalJson(value))) continue;
      if (plan.unique) taken.add(canonicalJson(value));
      made.push(value);
    }
    return made.length < least ? none : made;
  }

  #object(plan: Plan, depth: number): unknown {
    const made = {};
    const share = this.#pick(shares) ?? 0.5;
    const [least, most] = plan.size;
    const spare: (() => void)[] = [];
    let size = 0;
    const add = (name: string, whole: Together): boolean => {
      const value = this.#made(whole, depth + 1);
      if (value === none) return false;
      setOwn(made, name, value);
      size++;
      return true;
    };
    let fails = false;
    for (const { name, required, value } of plan.fields) {
      if (required) fails ||= !add(name, value);
      else if (this.#left > 0 && size < most && this.#roll() < share) add(name, value);
      else spare.push(() => void add(name, value));
    }
    const more = plan.extras.length > 0 && this.#roll() < 0.4 ? 1 + Math.floor(this.#roll() * 3) : 0;
    for (let i = 0; i < more && size < most && this.#left > 0; i++) {
      const extra = this.#pick(plan.extras);
      if (extra && !Object.hasOwn(made, extra.name)) add(extra.name, extra.value);
    }
    for (const extra of plan.extras)
      if (!Object.hasOwn(made, extra.name)) spare.push(() => void add(extra.name, extra.value));
    for (const fill of spare) if (size < least) fill();
    return fails || size < least ? none : made;
  }

  #planned(parts: readonly Json[]): Plan {
    const number = (keyword: string, fallback: number) =>
      parts.map((part) => Number(part[keyword] ?? fallback));
    const item = (position: number) => this.#parts.together(itemSchemas(parts, position));
    const contains = parts.filter((part) => part.contains !== undefined);
    const special = contains.flatMap((part) =>
      Array.from({ length: Math.min(Number(part.minContains ?? 1), longestList) }, (_, position) =>
        this.#parts.together([part.contains as Schema, ...itemSchemas(parts, position)]),
      ),
    );
    const required = new Set(parts.flatMap((part) => (part.required ?? []) as string[]));
    return {
      types: typesOf(parts),
      listed: listedIn(parts),
      number: numbersFor(parts),
      texts: textsFor(parts, this.#words.values, this.#roll),
      items: [
        Math.max(...number("minItems", 0), special.length, 0),
        Math.min(...number("maxItems", longestList)),
      ],
      unique: parts.some((part) => part.uniqueItems === true),
      item,
      special,
      ...this.#properties(parts, required),
      size: [
        Math.max(...number("minProperties", 0), 0),
        Math.min(...number("maxProperties", Number.POSITIVE_INFINITY)),
      ],
    };
  }

  #properties(parts: readonly Json[], required: ReadonlySet<string>): Pick<Plan, "fields" | "extras"> {
    const declared = new Set(parts.flatMap((part) => Object.keys((part.properties ?? {}) as Json)));
    const isClosed = parts.some((part) => part.unevaluatedProperties === false);
    const described = (name: string) => {
      const schemas = parts.flatMap((part) => memberSchemas(part, name));
      return schemas.includes(false) ? undefined : this.#parts.together(schemas);
    };
    const fields = [...new Set([...required, ...declared])].flatMap((name) => {
      const value = described(name);
      if (value) return [{ name, required: required.has(name), value }];
      return required.has(name) ? [{ name, required: true, value: this.#parts.together([false]) }] : [];
    });
    const patterned = parts.flatMap((part) => Object.keys((part.patternProperties ?? {}) as Json));
    const fresh = patterned.flatMap((pattern) => textsFor([{ pattern }], [], this.#roll).slice(0, 4));
    const opens = parts.some(
      (part) => part.additionalProperties !== undefined && part.additionalProperties !== false,
    );
    const names = isClosed && !opens ? fresh : [...fresh, ...extraNames, ...this.#words.names];
    const extras = [...new Set(names)].flatMap((name) => {
      const value = declared.has(name) || required.has(name) ? undefined : described(name);
      return value ? [{ name, value }] : [];
    });
    return { fields, extras: extras.slice(0, mostExtras) };
  }
}

const extraNames = ["other", "x-other", "", "0", "ä"];

/** What each part says of a position. */
function itemSchemas(parts: readonly Json[], position: number): Schema[] {
  return parts.flatMap(({ prefixItems, items }) => {
    const schema = ((prefixItems ?? []) as Schema[])[position] ?? (items as Schema | undefined);
    return schema === undefined ? [] : [schema];
  });
}

/** What one part says of a property. */
function memberSchemas(part: Json, name: string): Schema[] {
  const properties = (part.properties ?? {}) as Record<string, Schema>;
  const found = Object.hasOwn(properties, name) ? [properties[name] as Schema] : [];
  for (const [pattern, schema] of Object.entries((part.patternProperties ?? {}) as Record<string, Schema>))
    if (new RegExp(pattern, "u").test(name)) found.push(schema);
  const rest = part.additionalProperties as Schema | undefined;
  return found.length === 0 && rest !== undefined ? [rest] : found;
}

/** Types that all parts admit; where none says, those that the other keywords speak of come first. */
function typesOf(parts: readonly Json[]): readonly string[] {
  const lists = parts.flatMap((part) => (part.type === undefined ? [] : [[part.type].flat() as string[]]));
  const admits = (list: readonly string[], type: string) =>
    list.includes(type) || (type === "integer" && list.includes("number"));
  const wanted = lists.length > 0 ? [...allTypes, "integer"] : allTypes;
  const types = wanted.filter((type) => lists.every((list) => admits(list, type)));
  const denied = parts.flatMap(({ not }) => deniedBy(not));
  const left = types.filter((type) => !denied.includes(type));
  if (lists.length > 0) return left;
  const spoken = parts.some((part) => part.properties ?? part.required ?? part.unevaluatedProperties)
    ? "object"
    : parts.some((part) => part.items)
      ? "array"
      : undefined;
  return spoken !== undefined && left.includes(spoken) ? [spoken, spoken, spoken, ...left] : left;
}

/** Of a plain `not: {type}`. */
function deniedBy(not: unknown): readonly string[] {
  if (typeof not !== "object" || not === null || Object.keys(not).join() !== "type") return [];
  return [(not as Json).type].flat() as string[];
}

function listedIn(parts: readonly Json[]): readonly unknown[] | undefined {
  const lists = parts.flatMap((part) => (Array.isArray(part.enum) ? [part.enum as unknown[]] : []));
  const [first, ...others] = lists;
  if (!first) return undefined;
  const known = others.map((list) => new Set(list.map(canonicalJson)));
  return first.filter((value) => known.every((list) => list.has(canonicalJson(value))));
}
