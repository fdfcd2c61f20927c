import type { Dice } from "../support/random-value.ts";
import { isJson, type Json } from "./schema-tree.ts";

/** One way to change one schema. */
export interface SchemaKind {
  /** "minimum raised". */
  readonly name: string;
  /** Of what the schema admits, by the logic of the change alone. `other`: neither more nor less. */
  readonly relation: "wider" | "narrower" | "same" | "other";
  /** The relation holds only where every reader overlooks fields that it does not know. */
  readonly overlooking?: true;
  /** No value shows it, but nobody may call it compatible. */
  readonly doubtful?: true;
  /** A value shows what a validator says, but OpenAPI leaves open what its words mean: only compatible is wrong. */
  readonly unsure?: true;
  /** Its words mean nothing in the other version of OpenAPI. */
  readonly only?: "3.0" | "3.1";
  /** Its words mean something between requests and responses only. */
  readonly httpOnly?: true;
  /** Undefined where it cannot be applied. */
  change(schema: Json, roll: Dice): Change | undefined;
}

export interface Change {
  /** What stands there before; missing: what the specification says. */
  readonly before?: Json;
  readonly after: Json;
  /** Values that may show the difference. */
  readonly hints?: readonly unknown[];
}

/** The one type of a schema beside null. */
export function typeOf(schema: Json): string | undefined {
  const types = [schema.type].flat().filter((type) => type !== "null" && type !== undefined);
  return types.length === 1 ? String(types[0]) : undefined;
}

export function isNullable(schema: Json): boolean {
  return schema.nullable === true || [schema.type].flat().includes("null");
}

/** The fields that an object names. */
export function fieldsOf(schema: Json): string[] {
  return isJson(schema.properties) ? Object.keys(schema.properties) : [];
}

export function requiredOf(schema: Json): readonly string[] {
  return (schema.required ?? []) as string[];
}

/** Not put together from others. */
export function isPlain(schema: Json): boolean {
  return ["$ref", "allOf", "anyOf", "oneOf", "not", "if"].every((keyword) => schema[keyword] === undefined);
}

/** Without some keywords. */
export function without(schema: Json, ...keywords: readonly string[]): Json {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !keywords.includes(key)));
}

export function pick<T>(items: readonly T[], roll: Dice): T | undefined {
  return items[Math.floor(roll() * items.length)];
}

/** A kind that takes back another one. */
export function undone(kind: SchemaKind, name: string): SchemaKind {
  const relations = { wider: "narrower", narrower: "wider", same: "same", other: "other" } as const;
  return {
    ...kind,
    name,
    relation: relations[kind.relation],
    change: (schema, roll) => {
      const made = kind.change(schema, roll);
      return made && { ...made, before: made.after, after: made.before ?? schema };
    },
  };
}
