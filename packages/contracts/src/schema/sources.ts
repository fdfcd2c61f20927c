import { isObject } from "../document/json.ts";
import { type Location, placeKey } from "../document/library.ts";
import type { ParsedDocument } from "../document/parse.ts";
import type { SchemaSource } from "./schema-source.ts";
import type { Wordings } from "./wordings.ts";

/** The contracts of one side of a comparison. */
export interface Sources {
  /** Which contract a place is of. */
  of(at: Location): SchemaSource;
  /** The place that stands for this one: whatever is known there is known here. */
  first(at: Location): Location;
}

/** One contract: every place stands for itself. */
export class OneSource implements Sources {
  readonly #source: SchemaSource;

  constructor(source: SchemaSource) {
    this.#source = source;
  }

  of(): SchemaSource {
    return this.#source;
  }

  first(at: Location): Location {
    return at;
  }
}

/** Two contracts, for questions about places of either. */
export class TwoSources implements Pick<Sources, "of"> {
  readonly #a: SchemaSource;
  readonly #b: SchemaSource;

  constructor(a: SchemaSource, b: SchemaSource) {
    this.#a = a;
    this.#b = b;
  }

  of({ document }: Location): SchemaSource {
    return this.#a.library.has(document) ? this.#a : this.#b;
  }
}

/** Many contracts: a place stands for all places of the same path and pointer that say the same, whichever is met first. */
export class ManySources implements Sources {
  readonly #wordings: Wordings;
  readonly #sources = new Set<SchemaSource>();
  readonly #byDocument = new Map<ParsedDocument, SchemaSource>();
  readonly #first = new Map<string, Location>();
  /** By the object that stands at a place. */
  readonly #known = new Map<object, Location>();

  constructor(wordings: Wordings) {
    this.#wordings = wordings;
  }

  add(source: SchemaSource): void {
    this.#sources.add(source);
  }

  of({ document }: Location): SchemaSource {
    const known = this.#byDocument.get(document);
    if (known) return known;
    for (const source of this.#sources) {
      if (!source.library.has(document)) continue;
      this.#byDocument.set(document, source);
      return source;
    }
    throw new TypeError(`${document.path} is of none of the contracts`);
  }

  first(at: Location): Location {
    // A schema that is none is not the same as another.
    if (!isObject(at.value)) return at;
    const known = this.#known.get(at.value);
    if (known) return known;
    const number = this.#wordings.numberOf(this.of(at), at);
    const first = number === undefined ? at : this.#firstOf(`${number} ${placeKey(at)}`, at);
    this.#known.set(at.value, first);
    return first;
  }

  #firstOf(key: string, at: Location): Location {
    const known = this.#first.get(key);
    if (known) return known;
    this.#first.set(key, at);
    return at;
  }
}
