import { closureOf } from "../../document/closure.ts";
import { isObject, own } from "../../document/json.ts";
import { below, type Library, type Location, rootOf } from "../../document/library.ts";
import { samePlace } from "./parts.ts";

/**
 * Schemas that stand in for another one by its `discriminator`: they refer to it, not it to them, so a comparison of the
 * one that is named never meets them. Those of all documents that a place belongs to, children of children too.
 */
export function derivedSchemas(library: Library, { document }: Location): readonly Location[] {
  const schemas = closureOf(library, [document]).documents.flatMap((each) => {
    const holder = below(rootOf(each), "components", "schemas");
    return Object.keys(isObject(holder.value) ? holder.value : {}).map((name) => below(holder, name));
  });
  const family = schemas.filter(({ value }) => typeof own(value, "discriminator") === "string");
  const derived = new Set<Location>();
  for (const base of family)
    for (const schema of schemas) {
      if (derived.has(schema) || !buildsOn(library, schema, base)) continue;
      derived.add(schema);
      family.push(schema);
    }
  return [...derived];
}

function buildsOn(library: Library, schema: Location, base: Location): boolean {
  const list = own(schema.value, "allOf");
  return (Array.isArray(list) ? list : []).some((_, index) => {
    const part = below(schema, "allOf", index);
    const reference = own(part.value, "$ref");
    const found = typeof reference === "string" ? library.resolve(part, reference) : undefined;
    return found?.kind === "found" && samePlace(found.location, base);
  });
}
