import { own } from "../document/json.ts";
import { type Library, type Location, placeKey } from "../document/library.ts";
import { stepsOf } from "../document/pointer.ts";
import { declaredDialect, type SchemaDialect } from "../schema/dialect.ts";
import { SchemaSource } from "../schema/schema-source.ts";

/** Schemas within larger documents: a `$schema` holds for all below it. */
export class EventSchemas extends SchemaSource {
  readonly #fallbacks: ReadonlyMap<string, SchemaDialect>;
  readonly #dialects = new Map<string, SchemaDialect | "unknown">();

  /** `fallbacks`: the dialect of documents that do not say, by path; 2020-12 for all others. */
  constructor(library: Library, fallbacks: ReadonlyMap<string, SchemaDialect>) {
    super(library, "2020-12");
    this.#fallbacks = fallbacks;
  }

  override dialectOf(location: Location): SchemaDialect | "unknown" {
    const fallback = this.#fallbacks.get(location.document.path);
    if (fallback === undefined) return super.dialectOf(location);
    const key = placeKey(location);
    const known = this.#dialects.get(key) ?? nearest(location) ?? fallback;
    this.#dialects.set(key, known);
    return known;
  }
}

function nearest({ document, pointer, value }: Location): SchemaDialect | "unknown" | undefined {
  let found = declaredDialect(document.root);
  let at: unknown = document.root;
  for (const step of stepsOf(pointer) ?? []) {
    at = Array.isArray(at) ? at[Number(step)] : own(at, step);
    found = declaredDialect(at) ?? found;
  }
  return declaredDialect(value) ?? found;
}
