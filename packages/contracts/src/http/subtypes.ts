import { isObject, own } from "../document/json.ts";
import { below, type Location, placeKey } from "../document/library.ts";
import { documentLimits } from "../document/limits.ts";
import type { SchemaSource } from "../schema/schema-source.ts";
import { isSamePart } from "./same-part.ts";

/**
 * A base with a discriminator stands for the components that say `allOf` of it, though nothing refers to them: "Pet" for
 * "Dog" and "Cat". The first of the sender's that the receiver does not know, or describes otherwise.
 */
export function differingSubtype(
  from: SchemaSource,
  sent: readonly Location[],
  to: SchemaSource,
  accepted: readonly Location[],
): Location | undefined {
  const theirs = new Map(accepted.flatMap((root) => subtypesBelow(to, root)));
  return sent
    .flatMap((root) => subtypesBelow(from, root))
    .filter(([name, ours]) => {
      const other = theirs.get(name);
      return !other || !isSamePart(from, ours, to, other);
    })
    .map(([, ours]) => ours)[0];
}

function subtypesBelow(source: SchemaSource, root: Location): (readonly [string, Location])[] {
  const bases = alternativesOf(source, root).filter(
    ({ value }) => isObject(own(value, "discriminator")) && !own(value, "oneOf") && !own(value, "anyOf"),
  );
  return bases.flatMap((base) => subtypesOf(source, base));
}

/** What a value may be as a whole: not the parts that it has to fulfil together. */
function alternativesOf(source: SchemaSource, root: Location): Location[] {
  const found = new Map<string, Location>();
  const queue = [root];
  for (let at = queue.pop(); at; at = queue.pop()) {
    if (found.has(placeKey(at)) || !isObject(at.value)) continue;
    found.set(placeKey(at), at);
    queue.push(...referred(source, at));
    for (const keyword of ["anyOf", "oneOf"]) {
      const list = own(at.value, keyword);
      for (const index of Array.isArray(list) ? list.keys() : []) queue.push(below(at, keyword, index));
    }
  }
  return [...found.values()];
}

const known = new WeakMap<SchemaSource, Map<string, readonly (readonly [string, Location])[]>>();

function subtypesOf(source: SchemaSource, base: Location): readonly (readonly [string, Location])[] {
  const memory = known.get(source) ?? new Map<string, readonly (readonly [string, Location])[]>();
  known.set(source, memory);
  const remembered = memory.get(placeKey(base));
  if (remembered) return remembered;
  const root: Location = { document: base.document, pointer: "", value: base.document.root };
  const components = below(root, "components", "schemas");
  const found = Object.keys(isObject(components.value) ? components.value : {})
    .map((name) => [name, below(components, name)] as const)
    .filter(([, at]) => isKindOf(source, at, base));
  memory.set(placeKey(base), found);
  return found;
}

function isKindOf(source: SchemaSource, at: Location, base: Location, depth = 0): boolean {
  if (depth > documentLimits.refChain || !isObject(at.value)) return false;
  const all = own(at.value, "allOf");
  const parts = [...(Array.isArray(all) ? all.keys() : [])].map((index) => below(at, "allOf", index));
  return [...parts, at]
    .flatMap((part) => referred(source, part))
    .some((part) => placeKey(part) === placeKey(base) || isKindOf(source, part, base, depth + 1));
}

function referred(source: SchemaSource, at: Location): Location[] {
  const reference = own(at.value, "$ref");
  if (typeof reference !== "string") return [];
  const found = source.library.resolve(at, reference);
  return found.kind === "found" ? [found.location] : [];
}
