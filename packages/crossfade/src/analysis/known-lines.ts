import { type Excerpt, Lines } from "@crossfade/contracts";
import type { Cache, Documents, Hash, Place } from "@crossfade/core";
import { hearingOf } from "./recorded-documents.ts";

/** By pointer and keyword; null: no line can be told. */
type Known = Record<string, Excerpt | null>;

/** Finds lines, and remembers them by the text that they lie in: to find one costs a slow reading of all of it. */
export class KnownLines {
  readonly #cache: Cache;
  readonly #hash: Hash;
  readonly #documents: Documents;
  readonly #lines: Lines;
  readonly #known = new Map<string, { readonly key: string; readonly places: Known; grew: boolean }>();

  constructor(documents: Documents, cache: Cache, hash: Hash) {
    this.#documents = documents;
    this.#cache = cache;
    this.#hash = hash;
    this.#lines = new Lines(documents);
  }

  of({ document, pointer, keyword }: Place): Excerpt | undefined {
    const heard = hearingOf(this.#documents, this.#hash)("read", document);
    if (heard === undefined) return undefined;
    const known = this.#known.get(document) ?? this.#opened(heard);
    this.#known.set(document, known);
    const name = JSON.stringify([pointer, keyword]);
    if (!Object.hasOwn(known.places, name)) {
      known.places[name] = this.#lines.of(document, pointer, keyword) ?? null;
      known.grew = true;
    }
    return known.places[name] ?? undefined;
  }

  /** To be called once all lines were asked for. */
  keep(): void {
    for (const { key, places, grew } of this.#known.values())
      if (grew) this.#cache.set(key, JSON.stringify(places));
  }

  #opened(heard: string) {
    const key = this.#hash(JSON.stringify(["lines", heard]));
    const text = this.#cache.get(key);
    return { key, places: text === undefined ? {} : (JSON.parse(text) as Known), grew: false };
  }
}
