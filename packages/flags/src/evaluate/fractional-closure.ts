import { type Below, type Closure, type Surroundings, valuesOf } from "./closure.ts";
import type { Call, Expression } from "./expression.ts";
import { type Buckets, bucketsOf, hashBehind, hashOf, hashOfKey, variantAt } from "./fractional.ts";
import { ownAt } from "./path.ts";

type Hash = (data: unknown) => number | undefined;

/**
 * `fractional`. Without a value to go by it is null, so that the default variant is served. `outcomeOf` makes of a
 * variant what is wanted of it, beforehand where the buckets are fixed.
 */
export function fractionalClosure(
  call: Call,
  around: Surroundings,
  below: Below,
  outcomeOf: (variant: unknown) => unknown = (variant) => variant,
): Closure {
  const none = outcomeOf(null);
  // An entry of a list is nobody; what is to be computed may fail all the same.
  if (call.inList) return onlyComputed(valuesOf(call, below), none);
  const fixed = call.spread ? undefined : fixedBuckets(call.items);
  if (!fixed) {
    const variant = computed(call, around, below);
    return (data) => outcomeOf(variant(data));
  }
  const { by, buckets } = fixed;
  if (!buckets) return onlyComputed(by ? below(by) : () => null, none);
  const outcomes: Buckets = {
    total: buckets.total,
    entries: buckets.entries.map(({ variant, end }) => ({ variant: outcomeOf(variant), end })),
  };
  const hash = by ? hashBy(by, around, below) : keyHash(around);
  return (data) => {
    const found = hash(data);
    return found === undefined ? none : (variantAt(found, outcomes) ?? none);
  };
}

function onlyComputed(value: Closure, none: unknown): Closure {
  return (data) => {
    value(data);
    return none;
  };
}

/** Where nothing about the buckets has to be computed; `by` is what tells users apart, unless it is the targeting key. */
function fixedBuckets(
  items: readonly Expression[],
): { readonly by: Expression | undefined; readonly buckets: Buckets | undefined } | undefined {
  const [first, ...others] = items;
  if (first === undefined) return { by: undefined, buckets: undefined };
  const isBucket = first.kind === "constant" && Array.isArray(first.value);
  // What gives neither a text nor a list is looked at each time: under v2 it is taken for a bucket that is none.
  if (!isBucket && first.kind !== "constant" && !givesText(first)) return undefined;
  const entries = isBucket ? items : others;
  if (!entries.every((entry) => entry.kind === "constant")) return undefined;
  return {
    by: isBucket ? undefined : first,
    buckets: bucketsOf(entries.map((entry) => (entry as { value: unknown }).value)),
  };
}

const givesText = (expression: Expression) =>
  (expression.kind === "call" && expression.operator === "cat") || expression.kind === "flag-key";

function keyHash({ flagKey, bucketing }: Surroundings): Hash {
  const hash = hashOfKey(flagKey, bucketing);
  return (data) => hash(ownAt(data, "targetingKey"));
}

function hashBy(by: Expression, around: Surroundings, below: Below): Hash {
  const parts = by.kind === "call" && by.operator === "cat" && !by.spread ? by.items : undefined;
  const [prefix, rest] = parts?.length === 2 ? parts : [];
  const lead = prefix && leadOf(prefix, around);
  if (lead === undefined || rest === undefined) {
    const value = below(by);
    return (data) => hashOf(value(data), around.bucketing);
  }
  const [hash, text] = [hashBehind(lead, around.bucketing), below(rest)];
  return (data) => {
    const value = text(data);
    return hash(typeof value === "string" ? value : value === null ? "" : String(value));
  };
}

function leadOf(expression: Expression, { flagKey }: Surroundings): string | undefined {
  if (expression.kind === "flag-key") return flagKey;
  return expression.kind === "constant" && typeof expression.value === "string"
    ? expression.value
    : undefined;
}

/** The general case: the first value is what to go by, unless it is a bucket. */
function computed(call: Call, around: Surroundings, below: Below): Closure {
  const { bucketing } = around;
  const [valuesAt, keyAt] = [valuesOf(call, below), keyHash(around)];
  return (data) => {
    const values = valuesAt(data);
    const [first, ...others] = values;
    const explicit = typeof first === "string" || (bucketing === "v3" && !Array.isArray(first));
    const hash = explicit ? hashOf(first, bucketing) : keyAt(data);
    const buckets = hash === undefined ? undefined : bucketsOf(explicit ? others : values);
    return hash === undefined || !buckets ? null : variantAt(hash, buckets);
  };
}
