import { canonicalJson } from "../document/json.ts";

/** The types of OpenFeature. A list counts as an object. */
export const flagTypes = ["boolean", "string", "number", "object"] as const;
export type FlagType = (typeof flagTypes)[number];

export function isFlagType(value: unknown): value is FlagType {
  return flagTypes.some((each) => each === value);
}

/** Undefined for null, which no flag serves. */
export function flagTypeOf(value: unknown): FlagType | undefined {
  return value !== null && isFlagType(typeof value) ? (typeof value as FlagType) : undefined;
}

/** All values of a type, where they can be counted. */
function allOf(type: FlagType): readonly unknown[] | undefined {
  return type === "boolean" ? [true, false] : undefined;
}

/** The first value that is not among the known ones; where no values are listed, one of the type is made up. */
export function otherThan(
  known: readonly unknown[],
  type: FlagType,
  values: readonly unknown[] | undefined,
): { readonly value: unknown } | undefined {
  const texts = new Set(known.map(canonicalJson));
  const strange = (candidates: readonly unknown[]) => {
    const at = candidates.findIndex((each) => !texts.has(canonicalJson(each)));
    return at < 0 ? undefined : { value: candidates[at] };
  };
  return strange(values ?? allOf(type) ?? madeUp(type, known.length + 1));
}

/** The first value that may be served. */
export function someOf(type: FlagType, values: readonly unknown[] | undefined): unknown {
  return (values ?? allOf(type) ?? madeUp(type, 1))[0];
}

function madeUp(type: FlagType, count: number): readonly unknown[] {
  return Array.from({ length: count }, (_, index) => {
    if (type === "number") return index + 1;
    return type === "string" ? `value-${index + 1}` : { value: index + 1 };
  });
}
