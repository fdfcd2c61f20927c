import { cborOf } from "./cbor.ts";
import { emptyMurmur, fed, type MurmurState, murmurOf, murmurOfBytes, utf8 } from "./murmur3.ts";

/**
 * Which bytes of a bucketing value are hashed. v2: the text itself. v3: deterministic CBOR of any JSON value but a list,
 * and of [flag key, targeting key] where none is named. Changing it moves every user.
 */
export type Bucketing = "v2" | "v3";

/** The weights of one `fractional` may not be more than this together. */
const maxTotalWeight = 2_147_483_647;

/** What one bucket serves, and where it ends. */
export interface Bucket {
  readonly variant: unknown;
  readonly end: number;
}

export interface Buckets {
  readonly entries: readonly Bucket[];
  readonly total: number;
}

/** Undefined where an entry is none: then the whole operator gives null. Negative weights count as 0. */
export function bucketsOf(entries: readonly unknown[]): Buckets | undefined {
  let total = 0;
  const found: Bucket[] = [];
  for (const entry of entries) {
    if (!Array.isArray(entry) || entry.length === 0 || entry.length > 2) return undefined;
    const [variant = null, weight] = entry as readonly unknown[];
    if (variant !== null && typeof variant === "object") return undefined;
    if (entry.length === 2 && !Number.isInteger(weight)) return undefined;
    total += entry.length === 2 ? Math.max(0, weight as number) : 1;
    found.push({ variant, end: total });
  }
  return total > maxTotalWeight ? undefined : { entries: found, total };
}

/** (hash * total) >> 32, exactly: beyond 2^21 the product is no longer a safe integer, so it goes in two halves. */
export function variantAt(hash: number, { entries, total }: Buckets): unknown {
  const bucket =
    total <= 2_097_152
      ? Math.floor((hash * total) / 4_294_967_296)
      : Math.floor(
          (hash * Math.floor(total / 65_536) + Math.floor((hash * (total % 65_536)) / 65_536)) / 65_536,
        );
  for (const { variant, end } of entries) if (end > bucket) return variant;
  return null;
}

/** The hash of a bucketing value; undefined where it cannot be one. */
export function hashOf(value: unknown, bucketing: Bucketing): number | undefined {
  if (bucketing === "v2") return typeof value === "string" ? murmurOf(value, emptyMurmur) : undefined;
  return value === null || value === undefined || Array.isArray(value)
    ? undefined
    : murmurOfBytes(cborOf(value));
}

/** The hash of the targeting key itself, apart for each flag; undefined without one. */
export function hashOfKey(
  flagKey: string,
  bucketing: Bucketing,
): (targetingKey: unknown) => number | undefined {
  const prefix = fed(utf8(flagKey));
  return (key) => {
    if (!key) return undefined;
    if (bucketing === "v2") return murmurOf(String(key), prefix);
    return typeof key === "string" ? murmurOfBytes(cborOf([flagKey, key])) : undefined;
  };
}

/** For `cat` of something fixed and something that varies. v3 puts the length in front, so nothing can be hashed early. */
export function hashBehind(prefix: string, bucketing: Bucketing): (text: string) => number {
  if (bucketing === "v3") return (text) => murmurOfBytes(cborOf(prefix + text));
  const state: MurmurState = fed(utf8(prefix));
  return (text) => murmurOf(text, state);
}
