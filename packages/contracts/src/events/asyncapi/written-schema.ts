import { canonicalJson, isObject, own, setOwn } from "../../document/json.ts";
import { below, type Location } from "../../document/library.ts";
import type { Parts } from "./parts.ts";

/** A schema as a document writes it: where it stands and, where that is said, in which language. */
export interface WrittenSchema {
  readonly at: Location;
  readonly format: unknown;
}

/** AsyncAPI 3 may wrap a schema together with the name of its language; `format` is what stands beside it (2.x). */
export function writtenSchema(parts: Parts, at: Location, format: unknown): WrittenSchema | undefined {
  if (at.value === undefined) return undefined;
  const target = parts.schemas.target(at);
  const wrapped = isWrapped(target?.value);
  return target && wrapped
    ? { at: below(target, "schema"), format: own(target.value, "schemaFormat") }
    : { at, format };
}

export function isWrapped(value: unknown): boolean {
  return own(value, "schemaFormat") !== undefined && own(value, "schema") !== undefined;
}

/**
 * Schemas of one thing by the message and by its traits, the one that wins first: one schema, as the specification merges
 * them. Undefined where they cannot be merged.
 */
export function mergedSchema(parts: Parts, schemas: readonly Location[]): Location | undefined {
  const [first, ...others] = schemas.map((each) => parts.schemas.target(each) ?? each);
  if (!first || others.length === 0) return schemas[0];
  const all = [first, ...others];
  if (all.some((each) => each.document !== first.document || !isObject(each.value) || isWrapped(each.value)))
    return undefined;
  if (others.every((each) => canonicalJson(each.value) === canonicalJson(first.value))) return first;
  const value = all.map((each) => each.value).reduce((winning, losing) => merged(losing, winning));
  // A place of its own: what stands at the first is not what was merged.
  return { document: first.document, pointer: `${first.pointer}/(with traits)`, value };
}

/** JSON Merge Patch (RFC 7396). */
function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const out = {};
  const base = isObject(target) ? target : {};
  for (const key of Object.keys(base)) if (own(patch, key) !== null) setOwn(out, key, base[key]);
  for (const key of Object.keys(patch))
    if (patch[key] !== null) setOwn(out, key, merged(own(base, key), patch[key]));
  return out;
}
