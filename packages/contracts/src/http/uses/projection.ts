import type { Place } from "@crossfade/core";
import { isObject, type JsonObject, own, setOwn } from "../../document/json.ts";
import { below, type Location, placeKey, rootOf } from "../../document/library.ts";
import type { ParsedDocument } from "../../document/parse.ts";
import { pointerTo } from "../../document/pointer.ts";
import { refStandsAlone, type SchemaDialect } from "../../schema/dialect.ts";
import type { SchemaSource } from "../../schema/schema-source.ts";
import { discriminatorRead } from "./discriminator-read.ts";
import { everything, type Reads, readsAt, readsBeyond, readsNothing, readsOfItems } from "./reads.ts";
import { referenceTo } from "./reference.ts";
import { usesLimits } from "./uses.ts";

/** Names and addresses of the original; nothing refers to the copy by them. */
const addresses = new Set([
  "$id",
  "id",
  "$anchor",
  "$dynamicAnchor",
  "$recursiveAnchor",
  "$schema",
  "$defs",
  "definitions",
]);
const schemas = new Set(["not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems"]);
const schemaMaps = new Set(["patternProperties", "dependentSchemas", "dependencies"]);

interface Entry {
  readonly at: Location;
  readonly reads: Reads;
  readonly target: object;
  readonly pointer: string;
}

/**
 * Schemas that ask only for what is read of a value: a document in memory, whose leaves refer to the original ones.
 *
 * Each is made of the original by weakening keywords, so it admits whatever that admits. What speaks of fields by name or
 * of items is cut down to what is read; "exactly one of" becomes "any of", since branches are told apart by what is not
 * read, too; every other keyword (`not`, conditions, numbers of items or fields) stays as it is.
 */
export class Projection {
  readonly #source: SchemaSource;
  readonly #dialect: SchemaDialect | "unknown";
  readonly #document: ParsedDocument;
  readonly #schemas: object[] = [];
  /** By what is read, then by place. */
  readonly #entries = new Map<string, Map<string, Entry>>();
  readonly #waiting: Entry[] = [];
  /** Pointer of a copy -> what it is a copy of. */
  readonly #originals = new Map<string, Location>();

  /** `name` tells projections of one library apart. */
  constructor(source: SchemaSource, contract: ParsedDocument, name: string) {
    this.#source = source;
    this.#dialect = source.dialectOf(rootOf(contract));
    const root = { schemas: this.#schemas, anything: true };
    for (const key of ["openapi", "jsonSchemaDialect"])
      if (own(contract.root, key) !== undefined) setOwn(root, key, own(contract.root, key));
    // No file has such a name, and seen from it every file lies where it does from the root.
    this.#document = { path: `\0${encodeURIComponent(name)}`, text: "", format: "json", root };
  }

  /** A schema that admits all that one admits, and asks only for what is read. */
  of(location: Location, reads: Reads): Location {
    if (readsNothing(reads)) return below(rootOf(this.#document), "anything");
    if (reads.whole || !isObject(location.value)) return location;
    const { pointer, target } = this.#entry(location, reads);
    for (let next = this.#waiting.pop(); next; next = this.#waiting.pop()) this.#fill(next);
    return { document: this.#document, pointer, value: target };
  }

  /** Whether there were more schemas than the limit allows: what was made is not to be used. */
  get tooLarge(): boolean {
    return this.#schemas.length > usesLimits.schemas;
  }

  /** Where the contract says what a place of this document says. */
  original(place: Place): Place {
    if (place.document !== this.#document.path) return place;
    for (let end = place.pointer.length; end > 0; end = place.pointer.lastIndexOf("/", end - 1)) {
      const known = this.#originals.get(place.pointer.slice(0, end));
      if (known)
        return { ...place, document: known.document.path, pointer: known.pointer + place.pointer.slice(end) };
    }
    return place;
  }

  #entry(at: Location, reads: Reads): Entry {
    const place = placeKey(at);
    const ofReads = this.#entries.get(reads.key) ?? new Map<string, Entry>();
    const known = ofReads.get(place);
    if (known) return known;
    const pointer = pointerTo("", "schemas", this.#schemas.length);
    const entry: Entry = { at, reads, target: {}, pointer };
    this.#schemas.push(entry.target);
    this.#entries.set(reads.key, ofReads.set(place, entry));
    this.#originals.set(pointer, at);
    if (!this.tooLarge) this.#waiting.push(entry);
    return entry;
  }

  /** In the place of a schema: what refers to its projection. */
  #refer(to: Location, reads: Reads | undefined): unknown {
    if (!reads) return true;
    if (!isObject(to.value)) return to.value;
    return { $ref: reads.whole ? referenceTo(to) : `#${this.#entry(to, reads).pointer}` };
  }

  #fill({ at, reads, target, pointer }: Entry): void {
    const value = at.value as JsonObject;
    const reference = own(value, "$ref");
    const found = typeof reference === "string" ? this.#source.library.resolve(at, reference) : undefined;
    const referred = found?.kind === "found" && isObject(found.location.value) ? found.location : undefined;
    if (!this.#canBeCut(at) || (reference !== undefined && !referred)) {
      setOwn(target, "$ref", referenceTo(at));
      return;
    }
    if (referred) Object.assign(target, this.#refer(referred, reads));
    if (referred && refStandsAlone(this.#dialect)) return;
    for (const keyword of Object.keys(value))
      if (keyword !== "$ref") this.#keyword(keyword, at, reads, target);
    const one = own(value, "oneOf");
    if (!Array.isArray(one)) return;
    const parts = (own(target, "allOf") as unknown[] | undefined) ?? [];
    const holder = pointerTo(pointer, "allOf", parts.length);
    this.#originals.set(holder, below(at, "oneOf"));
    this.#originals.set(pointerTo(holder, "anyOf"), below(at, "oneOf"));
    setOwn(target, "allOf", [...parts, { anyOf: this.#list(below(at, "oneOf"), () => reads) }]);
  }

  /** Whether its keywords mean the same in a copy, and each by itself. */
  #canBeCut(at: Location): boolean {
    const rest = own(at.value, "unevaluatedProperties");
    return this.#source.dialectOf(at) === this.#dialect && (rest === undefined || rest === false);
  }

  #keyword(keyword: string, at: Location, reads: Reads, target: object): void {
    const place = below(at, keyword);
    const { value } = place;
    const set = (to: unknown) => setOwn(target, keyword, to);
    if (addresses.has(keyword) || keyword === "unevaluatedProperties") return;
    if (keyword === "oneOf" && Array.isArray(value)) return;
    if (keyword === "properties" && isObject(value))
      set(this.#fields(place, reads, this.#rest(at, reads) !== undefined));
    else if (keyword === "required" && Array.isArray(value))
      set(value.filter((name) => typeof name !== "string" || readsAt(reads, name)));
    else if (keyword === "additionalProperties") {
      const rest = this.#rest(at, reads);
      if (rest) set(this.#refer(place, rest));
    } else if ((keyword === "allOf" || keyword === "anyOf") && Array.isArray(value))
      set(this.#list(place, () => reads));
    else if ((keyword === "prefixItems" || keyword === "items") && Array.isArray(value))
      set(this.#list(place, (index) => readsAt(reads, String(index))));
    else if (keyword === "items" || keyword === "additionalItems")
      set(this.#refer(place, readsOfItems(reads)));
    else if (keyword === "discriminator") {
      const told = discriminatorRead(this.#source, at, reads);
      if (told) set(told);
    } else if (schemas.has(keyword)) set(this.#refer(place, everything));
    else if (schemaMaps.has(keyword) && isObject(value)) set(this.#map(place));
    else set(value);
  }

  /** What is read of fields that a schema has a common word for. */
  #rest({ value }: Location, reads: Reads): Reads | undefined {
    const fields = own(value, "properties");
    return own(value, "additionalProperties") === undefined
      ? undefined
      : readsBeyond(reads, isObject(fields) ? Object.keys(fields) : []);
  }

  /** Fields that are not read are named only where that decides what else is looked at. */
  #fields(place: Location, reads: Reads, all: boolean): object {
    const fields = {};
    for (const name of Object.keys(place.value as JsonObject)) {
      const field = below(place, name);
      const read = readsAt(reads, name);
      const schema = this.#refer(field, read);
      // Which way a field travels counts even where its value is not read: other parts may require it.
      const flag = this.#isWriteOnly(field) ? { writeOnly: true } : {};
      if (isObject(schema)) setOwn(fields, name, { ...flag, ...schema });
      else if (read || all || this.#isWriteOnly(field)) setOwn(fields, name, schema === true ? flag : schema);
    }
    return fields;
  }

  #isWriteOnly(field: Location): boolean {
    const target = this.#source.target(field);
    return own(field.value, "writeOnly") === true || own(target?.value, "writeOnly") === true;
  }

  #list(place: Location, readsOf: (index: number) => Reads | undefined): unknown[] {
    return (place.value as unknown[]).map((_, index) => this.#refer(below(place, index), readsOf(index)));
  }

  /** Conditions stay whole; lists of names (`dependencies`) too. */
  #map(place: Location): object {
    const made = {};
    for (const name of Object.keys(place.value as JsonObject)) {
      const each = below(place, name);
      setOwn(made, name, this.#refer(each, everything));
    }
    return made;
  }
}
