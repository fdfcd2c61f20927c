import type { VersionRange } from "./version-range.ts";

/** JSONLogic as flagd has it. */
export type Logic = { readonly [operator: string]: unknown };

export const attribute = (name: string): Logic => ({ var: name });

/** Never true for a missing attribute, and never a failure: `==` of texts and numbers would be one in some providers. */
export const equals = (name: string, value: unknown): Logic => ({ "===": [attribute(name), value] });
export const oneOf = (name: string, values: readonly unknown[]): Logic => ({ in: [attribute(name), values] });

export function all(conditions: readonly Logic[]): Logic {
  return conditions.length === 1 ? (conditions[0] as Logic) : { and: conditions };
}

export function any(conditions: readonly Logic[]): Logic {
  return conditions.length === 1 ? (conditions[0] as Logic) : { or: conditions };
}

export const not = (condition: Logic): Logic => ({ "!": [condition] });
export const exists = (name: string): Logic => ({ "!==": [attribute(name), null] });

/** A missing number would count as 0. */
export function compared(name: string, sign: string, number: number): Logic {
  return all([exists(name), { [sign]: [attribute(name), number] }]);
}

/** sem_ver gives null for what is no version, so an unknown version is in no range. */
export function inRange(name: string, range: VersionRange): Logic {
  const alternatives = range.map((comparators) =>
    comparators.length === 0
      ? { sem_ver: [attribute(name), ">=", "0.0.0-0"] }
      : all(comparators.map(({ operator, version }) => ({ sem_ver: [attribute(name), operator, version] }))),
  );
  return any(alternatives);
}

const now = attribute("$flagd.timestamp");

/** Seconds since 1970, from the one included to the other excluded. */
export function between(fromS: number | undefined, toS: number | undefined): readonly Logic[] {
  return [
    ...(fromS === undefined ? [] : [{ ">=": [now, fromS] }]),
    ...(toS === undefined ? [] : [{ "<": [now, toS] }]),
  ];
}

/** The total of all weights, always the same: a share that grows takes over buckets, and gives none away. */
export const totalWeight = 100_000;
export const weightOf = (percentage: number) => Math.round(percentage * (totalWeight / 100));

/** The weight of a share that grows by steps, and that of the rest. */
export function rampWeights(
  steps: readonly { readonly atS: number; readonly weight: number }[],
): readonly [share: Logic, rest: Logic] {
  const latestFirst = [...steps].reverse();
  const chosen = (weight: (of: number) => number) => ({
    if: [...latestFirst.flatMap(({ atS, weight: of }) => [{ ">=": [now, atS] }, weight(of)]), weight(0)],
  });
  return [chosen((of) => of), chosen((of) => totalWeight - of)];
}

export type Share = readonly [variant: string, weight: number | Logic];

/**
 * Users by shares, whose seed is written out: the key of the flag is another one where the expression is put into a flag
 * that needs this one. Without the attribute `otherwise` is given: `cat` alone would put all those into one bucket.
 */
export function split(
  shares: readonly Share[],
  bucketBy: string,
  seed: string,
  otherwise: string | null,
): Logic {
  const by = { cat: [seed, attribute(bucketBy)] };
  return { if: [{ "!!": [attribute(bucketBy)] }, { fractional: [by, ...shares] }, otherwise] };
}
