import { plainPattern } from "../support/plain-pattern.ts";
import {
  at,
  childrenOf,
  isJson,
  type Json,
  replaced,
  rootSchemas,
  type Steps,
  targetOf,
} from "./schema-tree.ts";
import { modern } from "./specification.ts";

export type Flow = "request" | "response";

/**
 * `usual`: a link that says nothing else. Senders add no fields of their own, clients overlook unknown fields of an answer.
 * `open`: the same, but senders may add fields. `literal`: both as written.
 */
export type Terms = "usual" | "open" | "literal";

/** As whose document it is read. */
export interface Reader {
  readonly role: "sender" | "receiver";
  readonly flow: Flow;
  readonly terms: Terms;
}

/**
 * Every schema of a document as an ordinary JSON Schema for an independent validator: written from OpenAPI's words and
 * the documented settings, without a look at the engine. What is `readOnly` is not in requests, what is `writeOnly` not
 * in responses.
 */
export class Reading {
  readonly #reader: Reader;
  readonly #document: Json;
  readonly #definitions: Json = {};
  /** The definitions again, without names that another part of the same value keeps from travelling. */
  readonly #without = new Map<string, string>();

  constructor(document: Json, reader: Reader) {
    this.#document = document;
    this.#reader = reader;
    for (const [first, , name] of rootSchemas(document))
      if (first === "components") this.#definitions[String(name)] = this.#open(this.#component(String(name)));
  }

  /** The schema at a place as one of a whole value. */
  schema(steps: Steps): Json {
    return this.standalone(this.#whole(at(this.#document, steps)));
  }

  /** With what it refers to. */
  standalone(schema: unknown): Json {
    const body = isJson(schema) ? schema : { allOf: [schema] };
    return JSON.stringify(body).includes('"$ref"') ? { ...body, $defs: this.#definitions } : body;
  }

  definition(name: string): Json {
    return (this.#definitions[name] ?? {}) as Json;
  }

  #component(name: string): unknown {
    return at(this.#document, ["components", "schemas", name]);
  }

  /** A schema with a value of its own. What does not travel, whichever part says so, no part asks for. */
  #whole(schema: unknown): unknown {
    const hidden = isJson(schema) ? this.#parts(schema).flatMap((part) => this.#hidden(part)) : [];
    const open = this.#open(schema, false, [...new Set(hidden)]);
    const { role, terms } = this.#reader;
    const closes = role === "sender" && terms === "usual" && isJson(open) && isJson(schema);
    return closes ? this.#closed(schema, open) : open;
  }

  /** As one of several judges of a value. */
  #open(schema: unknown, exact = false, hidden: readonly string[] = []): unknown {
    if (!isJson(schema)) return schema;
    let made = this.#translated(schema, hidden);
    for (const { steps, value, sameValue } of childrenOf(made)) {
      const strict = exact || exactKeywords.has(String(steps[0]));
      const inner = sameValue && !strict ? hidden : [];
      made = replaced(
        made,
        steps,
        sameValue || strict ? this.#open(value, strict, inner) : this.#whole(value),
      );
    }
    return made;
  }

  /** The name of the definition in which nothing that is hidden is asked for. */
  #definitionWithout(name: string, hidden: readonly string[]): string {
    const key = JSON.stringify([name, hidden]);
    const known = this.#without.get(key);
    if (known !== undefined || hidden.length === 0) return known ?? name;
    const made = `${name}-without-${this.#without.size}`;
    this.#without.set(key, made);
    this.#definitions[made] = this.#open(this.#component(name), false, hidden);
    return made;
  }

  #translated(schema: Json, elsewhere: readonly string[]): Json {
    const is30 = String(this.#document.openapi).startsWith("3.0");
    const made: Json = { ...(is30 ? modern(schema) : schema) };
    const target = targetOf(made.$ref)?.at(-1);
    if (target !== undefined) made.$ref = `#/$defs/${this.#definitionWithout(String(target), elsewhere)}`;
    const sized = [made.type].flat().includes("integer") && made.format === "int32";
    if (!sized && !assertedFormats.has(String(made.format))) delete made.format;
    for (const keyword of remarks) delete made[keyword];
    if (typeof made.pattern === "string") made.pattern = plainPattern(made.pattern);
    const { role, flow, terms } = this.#reader;
    const overlooks = role === "receiver" && flow === "response" && terms !== "literal";
    for (const keyword of ["additionalProperties", "unevaluatedProperties"])
      if (overlooks && made[keyword] === false) delete made[keyword];
    const own = this.#hidden(schema);
    const hidden = [...own, ...elsewhere];
    if (hidden.length === 0) return made;
    if (Array.isArray(made.required)) made.required = made.required.filter((name) => !hidden.includes(name));
    if (isJson(made.dependentRequired))
      made.dependentRequired = Object.fromEntries(
        Object.entries(made.dependentRequired).map(([name, names]) => [
          name,
          (names as string[]).filter((each) => !hidden.includes(each)),
        ]),
      );
    if (role === "sender" && isJson(made.properties))
      made.properties = { ...made.properties, ...Object.fromEntries(own.map((name) => [name, false])) };
    return made;
  }

  #hidden(schema: Json): string[] {
    const flag = this.#reader.flow === "request" ? "readOnly" : "writeOnly";
    return Object.entries((schema.properties ?? {}) as Json)
      .filter(([, inner]) => isJson(inner) && this.#isFlagged(inner, flag))
      .map(([name]) => name);
  }

  /** By itself, or by a part that always holds. */
  #isFlagged(schema: Json, flag: string, depth = 0): boolean {
    if (schema[flag] === true || depth > flagDepth) return schema[flag] === true;
    const parts = [...((schema.allOf ?? []) as unknown[]), this.#target(schema)];
    return parts.some((part) => isJson(part) && this.#isFlagged(part, flag, depth + 1));
  }

  #target(schema: Json): Json | undefined {
    const steps = targetOf(schema.$ref);
    return steps && (at(this.#document, steps) as Json);
  }

  /** An object with named fields has no others, but what it may need; one without any is a free-form map. */
  #closed(schema: Json, open: Json): Json {
    const parts = this.#parts(schema);
    const declared = new Set(parts.flatMap((part) => Object.keys((part.properties ?? {}) as Json)));
    if (declared.size === 0) return open;
    const needed = parts.flatMap((part) => [
      ...((part.required ?? []) as string[]),
      ...Object.values((part.dependentRequired ?? {}) as Record<string, string[]>).flat(),
    ]);
    const others = needed.filter((name) => !declared.has(name)).map((name) => [name, {}] as const);
    const properties = { ...((open.properties ?? {}) as Json), ...Object.fromEntries(others) };
    return { ...open, properties, unevaluatedProperties: false };
  }

  /** All that describes the very same value. */
  #parts(schema: Json, parts = new Set<Json>()): readonly Json[] {
    if (!parts.has(schema)) {
      parts.add(schema);
      const inPlace = childrenOf(schema).filter(({ steps, sameValue }) => sameValue && steps[0] !== "not");
      for (const part of [...inPlace.map(({ value }) => value), this.#target(schema)])
        if (isJson(part)) this.#parts(part, parts);
    }
    return [...parts];
  }
}

/** References of references that are looked through for a flag. */
const flagDepth = 8;

/** Words for people, and those of OpenAPI that a validator would misread. `example` stays: values are made of it. */
const remarks = ["discriminator", "xml", "externalDocs", "nullable", "description", "title", "default"];
const assertedFormats = new Set([
  "date-time",
  "date",
  "time",
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "uri",
  "uri-reference",
  "uuid",
]);
/** Below these a schema is meant as written, whoever reads it. */
const exactKeywords = new Set(["not", "if", "contains", "propertyNames"]);
