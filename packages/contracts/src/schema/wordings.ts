import { isObject, own } from "../document/json.ts";
import { type Location, placeKey, rootOf } from "../document/library.ts";
import type { ParsedDocument } from "../document/parse.ts";
import { isData, isNameMap } from "../document/walk.ts";
import type { SchemaSource } from "./schema-source.ts";

/** What no comparison ever looks at. `summary` and `$comment` are words like any other: some rules see that they are there. */
const unread = new Set(["title", "description"]);
/** Meanings that depend on who refers, addresses that references from elsewhere may aim at, names of other parts. */
const entangled = new Set([
  "$dynamicRef",
  "$recursiveRef",
  "$dynamicAnchor",
  "$recursiveAnchor",
  "$schema",
  "$anchor",
  "$id",
  "id",
  "discriminator",
]);
const nothing: readonly string[] = [];

/** One wording of a part, references not followed. */
interface Body {
  readonly number: number;
  /** References in it, as written, without duplicates. */
  readonly references: readonly string[];
  /** What it means is not told by its words and those it refers to. */
  readonly tangled: boolean;
}

/** What is known of one contract. */
interface Known {
  /** By whether the keys of the object are names; then by the object. */
  readonly bodies: readonly [Map<object, Body>, Map<object, Body>];
  /** By document: a number for all that its root says of every part; undefined where parts have addresses of their own. */
  readonly documents: Map<ParsedDocument, number | undefined>;
  /** By place: a number for all that is reached from there. */
  readonly reached: Map<string, number | undefined>;
}

/**
 * Numbers for what parts of many contracts say: two parts have the same only if both, and everything they refer to, stand
 * in documents of the same path and dialect, at the same places from the first reference on, word for word and in the
 * same order. Nothing but titles, descriptions and what `Known` cannot tell apart is left out; so whoever looks at nothing
 * but a part and what it refers to finds the same in both. Numbers are kept as long as this object is.
 */
export class Wordings {
  readonly #numbers = new Map<string, Body>();
  readonly #quoted = new Map<string, string>();
  readonly #known = new WeakMap<SchemaSource, Known>();
  /** By place: parts of some of the contracts, no two in the same words. */
  readonly #written = new Map<string, { readonly value: object; readonly body: Body }[]>();
  #last = 0;

  /** Undefined where its words alone do not tell what a part means. */
  numberOf(source: SchemaSource, at: Location): number | undefined {
    const known = this.#knownOf(source);
    const document = this.#documentOf(known, source, at.document);
    const body = this.#bodyAt(known, at);
    if (document === undefined || body.tangled) return undefined;
    let text = `part ${document} ${body.number}`;
    for (const reference of body.references) {
      const reached = this.#reached(known, source, at, reference);
      if (reached === undefined) return undefined;
      text += ` ${reached}`;
    }
    return this.#numberFor(text);
  }

  /** A number for a text of the caller's. */
  numberFor(text: string): number {
    return this.#numberFor(`text ${text}`);
  }

  #numberFor(text: string): number {
    return this.#interned(text, nothing, false).number;
  }

  #interned(text: string, references: readonly string[], tangled: boolean): Body {
    const known = this.#numbers.get(text);
    if (known) return known;
    const body = { number: this.#last++, references, tangled };
    this.#numbers.set(text, body);
    return body;
  }

  #knownOf(source: SchemaSource): Known {
    const known = this.#known.get(source) ?? {
      bodies: [new Map(), new Map()],
      documents: new Map(),
      reached: new Map(),
    };
    this.#known.set(source, known);
    return known;
  }

  #documentOf(known: Known, source: SchemaSource, document: ParsedDocument): number | undefined {
    if (known.documents.has(document)) return known.documents.get(document);
    const { library, fallback } = source;
    const { path, root } = document;
    const plain = library.has(document) && !library.hasAddresses(document) && isUnaliased(document);
    const isClear = source.dialectOf(rootOf(document)) !== "unknown";
    const told = ["openapi", "jsonSchemaDialect", "$schema"].map((key) => own(root, key));
    const number =
      plain && isClear ? this.#numberFor(`document ${JSON.stringify([path, fallback, told])}`) : undefined;
    known.documents.set(document, number);
    return number;
  }

  /** All that is reached by a reference: each place with what it says there. */
  #reached(known: Known, source: SchemaSource, from: Location, reference: string): number | undefined {
    const found = source.library.resolve(from, reference);
    if (found.kind !== "found") return undefined;
    const key = placeKey(found.location);
    if (known.reached.has(key)) return known.reached.get(key);
    const number = this.#reachedFrom(known, source, found.location);
    known.reached.set(key, number);
    return number;
  }

  #reachedFrom(known: Known, source: SchemaSource, start: Location): number | undefined {
    const places = new Map([[placeKey(start), start]]);
    const texts: string[] = [];
    for (const [key, at] of places) {
      const document = this.#documentOf(known, source, at.document);
      const body = this.#bodyAt(known, at, key);
      if (document === undefined || body.tangled) return undefined;
      texts.push(`${this.#numberFor(`place ${key}`)}:${document}:${body.number}`);
      for (const reference of body.references) {
        const found = source.library.resolve(at, reference);
        if (found.kind !== "found") return undefined;
        places.set(placeKey(found.location), found.location);
      }
    }
    // The first is where it begins, the others are a set.
    const [first = "", ...others] = texts;
    return this.#numberFor(`reached ${first} ${others.sort().join(" ")}`);
  }

  /** Mostly the last contract said the same at the same place, which is seen sooner than a text of it is written. */
  #bodyAt(known: Known, at: Location, key = placeKey(at)): Body {
    const { value } = at;
    if (typeof value !== "object" || value === null) return this.#body(known, value, false);
    const before = known.bodies[0].get(value);
    if (before) return before;
    const written = this.#written.get(key) ?? [];
    const same = written.find((each) => isWordForWord(each.value, value));
    const body = same?.body ?? this.#body(known, value, false);
    known.bodies[0].set(value, body);
    if (!same) this.#written.set(key, [{ value, body }, ...written]);
    return body;
  }

  #body(known: Known, value: unknown, names: boolean): Body {
    if (typeof value !== "object" || value === null)
      return this.#interned(JSON.stringify(value) ?? "undefined", nothing, false);
    const bodies = known.bodies[names ? 1 : 0];
    const before = bodies.get(value);
    if (before) return before;
    const writing: Writing = { text: "", references: undefined, tangled: false };
    if (Array.isArray(value)) this.#list(known, value, writing);
    else this.#object(known, value, names, writing);
    const body = this.#interned(writing.text, referencesOf(writing), writing.tangled);
    bodies.set(value, body);
    return body;
  }

  #list(known: Known, list: readonly unknown[], writing: Writing): void {
    writing.text = "[";
    for (const item of list) this.#part(known, item, false, writing);
  }

  #object(known: Known, object: object, names: boolean, writing: Writing): void {
    writing.text = names ? "names" : "{";
    // Examples beside a schema (of a body, a parameter, a header) are shown to people; those in a schema are tried out.
    const shown = !names && Object.hasOwn(object, "schema");
    for (const key of Object.keys(object)) {
      const child = own(object, key);
      if (!names) {
        if (typeof child === "string" && unread.has(key)) continue;
        if (shown && (key === "example" || key === "examples")) continue;
        if (entangled.has(key)) writing.tangled = true;
      }
      writing.text += this.#quote(key);
      if (key === "$ref") refer(writing, names, child);
      if (!names && isData(key)) data(child, writing);
      else this.#part(known, child, !names && isNameMap(key) && isObject(child), writing);
    }
  }

  #part(known: Known, value: unknown, names: boolean, writing: Writing): void {
    if (typeof value !== "object" || value === null) {
      writing.text += `${JSON.stringify(value)},`;
      return;
    }
    const body = this.#body(known, value, names);
    writing.text += `#${body.number},`;
    if (body.tangled) writing.tangled = true;
    if (body.references.length === 0) return;
    if (writing.references === undefined) writing.references = body.references;
    else writing.references = [...writing.references, ...body.references];
  }

  #quote(key: string): string {
    const known = this.#quoted.get(key) ?? `${JSON.stringify(key)}:`;
    this.#quoted.set(key, known);
    return known;
  }
}

/** One object at two places (a YAML alias) has no place of its own. */
function isUnaliased({ format, text }: ParsedDocument): boolean {
  return format === "json" || !text.includes("&");
}

interface Writing {
  text: string;
  references: readonly string[] | undefined;
  tangled: boolean;
}

/** Among names a reference is none by the letter, and what is no text refers to nothing; some follow it all the same. */
function refer(writing: Writing, names: boolean, reference: unknown): void {
  if (typeof reference !== "string") writing.tangled ||= !names;
  else if (names) writing.tangled = true;
  else writing.references = [...(writing.references ?? nothing), reference];
}

/** Nothing in data is a reference, but for those who do not know that it is data. */
function data(value: unknown, writing: Writing): void {
  const text = JSON.stringify(value) ?? "undefined";
  if (text.includes('"$ref"')) writing.tangled = true;
  writing.text += `=${text},`;
}

function referencesOf({ references }: Writing): readonly string[] {
  return references === undefined ? nothing : [...new Set(references)];
}

/** Surely the text of both would be the same. */
function isWordForWord(one: unknown, other: unknown, names = false): boolean {
  if (typeof one !== "object" || one === null) return one === other;
  if (typeof other !== "object" || other === null) return false;
  if (!Array.isArray(one)) return !Array.isArray(other) && isObjectWordForWord(one, other, names);
  if (!Array.isArray(other) || one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (!isWordForWord(one[index], other[index])) return false;
  return true;
}

function isObjectWordForWord(one: object, other: object, names: boolean): boolean {
  const [left, right] = [keysOf(one, names), keysOf(other, names)];
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) {
    const key = left[index] as string;
    if (key !== right[index]) return false;
    const [mine, theirs] = [own(one, key), own(other, key)];
    const isSame =
      !names && isData(key)
        ? JSON.stringify(mine) === JSON.stringify(theirs)
        : isWordForWord(mine, theirs, !names && isNameMap(key) && isObject(mine));
    if (!isSame) return false;
  }
  return true;
}

function keysOf(object: object, names: boolean): readonly string[] {
  const keys = Object.keys(object);
  if (names) return keys;
  const shown = Object.hasOwn(object, "schema");
  const isRead = (key: string) =>
    unread.has(key)
      ? typeof own(object, key) !== "string"
      : !shown || (key !== "example" && key !== "examples");
  return keys.every(isRead) ? keys : keys.filter(isRead);
}
