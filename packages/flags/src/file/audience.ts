import {
  all,
  any,
  attribute,
  compared,
  equals,
  exists,
  inRange,
  type Logic,
  not,
  oneOf,
} from "./expressions.ts";
import type { Attributes, Audience, Condition, Matcher, Operators, Scalar } from "./feature-file.ts";
import { versionRange } from "./version-range.ts";

/** The reserved attributes in which a client says what it is. */
const client = "client";
const clientVersion = "clientVersion";

/** The conditions of a rule or a feature, all of which must hold. `segmentOf` gives that of a segment. */
export function audienceOf(audience: Audience, segmentOf: (name: string) => Logic): readonly Logic[] {
  const { when, segments, ring, clients } = audience;
  return [
    ...(clients ? [clientsOf(clients)] : []),
    ...(segments ? [any(segments.map(segmentOf))] : []),
    ...(ring === undefined ? [] : [ringOf(ring)]),
    ...(when ? [conditionOf(when)] : []),
  ];
}

export const ringOf = (ring: number): Logic => compared("ring", "<=", ring);

function clientsOf(clients: Readonly<Record<string, string>>): Logic {
  return any(
    Object.entries(clients).map(([name, range]) =>
      all([equals(client, name), inRange(clientVersion, versionRange(range) ?? [])]),
    ),
  );
}

export function conditionOf(condition: Condition): Logic {
  const alternatives = Array.isArray(condition)
    ? (condition as readonly Attributes[])
    : [condition as Attributes];
  return any(
    alternatives.map((attributes) =>
      all(Object.entries(attributes).flatMap(([name, matcher]) => matched(name, matcher))),
    ),
  );
}

function matched(name: string, matcher: Matcher): readonly Logic[] {
  if (Array.isArray(matcher)) return [oneOf(name, matcher as readonly Scalar[])];
  if (typeof matcher !== "object") return [equals(name, matcher)];
  return Object.entries(matcher as Operators).map(([operator, operand]) =>
    operation(name, operator, operand),
  );
}

/** Nothing but `not` and `exists: false` holds for an attribute that is missing. */
function operation(name: string, operator: string, operand: unknown): Logic {
  switch (operator) {
    case "equals":
      return equals(name, operand);
    case "not":
      return not(Array.isArray(operand) ? oneOf(name, operand) : equals(name, operand));
    case "in":
      return oneOf(name, operand as readonly Scalar[]);
    case "contains":
      return all([exists(name), { in: [operand, attribute(name)] }]);
    case "version":
      return inRange(name, versionRange(operand as string) ?? []);
    case "exists":
      return operand === true ? exists(name) : { "===": [attribute(name), null] };
    case "starts_with":
    case "ends_with":
      return { [operator]: [attribute(name), operand] };
    default:
      return compared(name, signs[operator] ?? "===", operand as number);
  }
}

const signs: Readonly<Record<string, string>> = { at_least: ">=", at_most: "<=", above: ">", below: "<" };
