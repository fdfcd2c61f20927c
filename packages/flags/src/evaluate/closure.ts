import type { Call, Expression } from "./expression.ts";
import type { Bucketing } from "./fractional.ts";

/** An expression, ready to run on a context or on the entry of a list. Throws a TargetingFailure. */
export type Closure = (data: unknown) => unknown;

/** Compiles what is below. */
export type Below = (expression: Expression) => Closure;

/** What is fixed for one flag, and the one thing that moves. */
export interface Surroundings {
  readonly flagKey: string;
  readonly bucketing: Bucketing;
  /** Set before each evaluation of a flag that reads it. Seconds since 1970. */
  readonly moment: { readonly seconds: number };
  /** The closures that were made, so that what is referred to is compiled once. */
  readonly made?: Map<Expression, Closure>;
}

/** `$flagd`, which is in every context though no caller put it there. */
export const ownProperties = ({ flagKey, moment }: Surroundings) => ({ flagKey, timestamp: moment.seconds });

/** The arguments of a call: `spread` takes a list for all of them. */
export function valuesOf({ items, spread }: Call, below: Below): (data: unknown) => readonly unknown[] {
  const closures = items.map(below);
  const [one, two] = closures as [Closure, Closure];
  if (spread)
    return (data) => {
      const value = one(data);
      return Array.isArray(value) ? (value as readonly unknown[]) : [value];
    };
  if (closures.length === 1) return (data) => [one(data)];
  return closures.length === 2 ? (data) => [one(data), two(data)] : listOf(closures);
}

export function listOf(items: readonly Closure[]): (data: unknown) => readonly unknown[] {
  return (data) => items.map((item) => item(data));
}
