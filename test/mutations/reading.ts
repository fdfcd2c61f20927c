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
  readonly #definitions: Json;

  constructor(document: Json, reader: Reader) {
    this.#document = document;
    this.#reader = reader;
    const names = rootSchemas(document).flatMap(([first, , name]) =>
      first === "components" ? [String(name)] : [],
    );
    this.#definitions = Object.fromEntries(
      names.map((name) => [name, this.#open(at(document, ["components", "schemas", name]))]),
    );
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

  /** A schema with a value of its own. */
  #whole(schema: unknown): unknown {
    const open = this.#open(schema);
    const { role, terms } = this.#reader;
    const closes =
      role === "sender" && terms === "usual" && isJson(open) && isJson(schema) && this.#isClosed(schema);
    return closes ? { ...open, unevaluatedProperties: false } : open;
  }

  /** As one of several judges of a value. */
  #open(schema: unknown, exact = false): unknown {
    if (!isJson(schema)) return schema;
    let made = this.#translated(schema);
    for (const { steps, value, sameValue } of childrenOf(made)) {
      const strict = exact || exactKeywords.has(String(steps[0]));
      made = replaced(made, steps, sameValue || strict ? this.#open(value, strict) : this.#whole(value));
    }
    return made;
  }

  #translated(schema: Json): Json {
    const is30 = String(this.#document.openapi).startsWith("3.0");
    const made: Json = { ...(is30 ? modern(schema) : schema) };
    if (typeof made.$ref === "string") made.$ref = made.$ref.replace("#/components/schemas/", "#/$defs/");
    const sized = [made.type].flat().includes("integer") && made.format === "int32";
    if (!sized && !assertedFormats.has(String(made.format))) delete made.format;
    for (const keyword of remarks) delete made[keyword];
    // Real patterns have needless backslashes, which a strict validator does not compile.
    if (typeof made.pattern === "string")
      made.pattern = made.pattern.replace(/\\([:_@#%&,;=<>"'!~` ])/g, "$1");
    const { role, flow, terms } = this.#reader;
    const overlooks = role === "receiver" && flow === "response" && terms !== "literal";
    for (const keyword of ["additionalProperties", "unevaluatedProperties"])
      if (overlooks && made[keyword] === false) delete made[keyword];
    const hidden = this.#hidden(schema, flow === "request" ? "readOnly" : "writeOnly");
    if (hidden.length === 0) return made;
    if (Array.isArray(made.required)) made.required = made.required.filter((name) => !hidden.includes(name));
    if (role === "sender" && isJson(made.properties))
      made.properties = { ...made.properties, ...Object.fromEntries(hidden.map((name) => [name, false])) };
    return made;
  }

  #hidden(schema: Json, flag: string): string[] {
    return Object.entries((schema.properties ?? {}) as Json)
      .filter(([, inner]) => isJson(inner) && (inner[flag] === true || this.#target(inner)?.[flag] === true))
      .map(([name]) => name);
  }

  #target(schema: Json): Json | undefined {
    const steps = targetOf(schema.$ref);
    return steps && (at(this.#document, steps) as Json);
  }

  /** An object with named fields has no others; one without any is a free-form map. */
  #isClosed(schema: Json, seen = new Set<Json>()): boolean {
    if (seen.has(schema)) return false;
    seen.add(schema);
    if (Object.keys((schema.properties ?? {}) as Json).length > 0) return true;
    const target = this.#target(schema);
    const parts = ["allOf", "anyOf", "oneOf"].flatMap((keyword) => (schema[keyword] ?? []) as unknown[]);
    return [...parts, target].some((part) => isJson(part) && this.#isClosed(part, seen));
  }
}

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
