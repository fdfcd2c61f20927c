import { isInherited } from "./attributes.ts";
import { looselyEqual } from "./comparison.ts";
import type { Expression } from "./expression.ts";
import { versionOf, versionTest } from "./sem-ver.ts";

/** An expression of which only its truth is wanted. */
export type Test = (data: unknown) => boolean;

type Attributes = Readonly<Record<string, unknown>>;

/**
 * What most rules are made of, an attribute of the context against something fixed, as one closure instead of three: a
 * call of a closure costs as much as the comparison. Says the same as the general closures. Only for a context that went
 * through `plainContext`, and not for names that every object has.
 */
export function shortcutOf(expression: Expression): Test | undefined {
  if (expression.kind !== "compare" && expression.kind !== "call") return undefined;
  if (expression.kind === "call" && expression.spread) return undefined;
  const [left, middle, right] = expression.items;
  const key = left && attributeOf(left);
  if (key === undefined || middle?.kind !== "constant") return undefined;
  const { operator } = expression;
  if (operator === "sem_ver")
    return right?.kind === "constant" ? versionIs(key, String(middle.value), right.value) : undefined;
  return expression.items.length === 2 ? against(operator, key, middle.value) : undefined;
}

/** The name of an attribute that is read without a fallback. */
export function attributeOf(expression: Expression): string | undefined {
  if (expression.kind !== "variable" || expression.steps.length !== 1 || expression.inList) return undefined;
  const { otherwise, steps } = expression;
  const key = steps[0] as string;
  return otherwise.kind === "constant" && otherwise.value === null && !isInherited(key) ? key : undefined;
}

function against(operator: string, key: string, fixed: unknown): Test | undefined {
  if (Array.isArray(fixed)) return operator === "in" ? isOneOf(key, fixed) : undefined;
  // Missing is null, which only a comparison with null could tell from undefined.
  if (fixed === null || typeof fixed === "object") return undefined;
  switch (operator) {
    case "===":
      return (data) => (data as Attributes)[key] === fixed;
    case "!==":
      return (data) => (data as Attributes)[key] !== fixed;
    case "==":
      return typeof fixed === "string" ? equals(key, fixed) : undefined;
    case "starts_with":
      return typeof fixed === "string" ? startsWith(key, fixed) : undefined;
    case "ends_with":
      return typeof fixed === "string" ? endsWith(key, fixed) : undefined;
    default:
      return undefined;
  }
}

function equals(key: string, fixed: string): Test {
  return (data) => {
    const value = (data as Attributes)[key];
    if (typeof value === "string") return value === fixed;
    return looselyEqual(value === undefined || typeof value === "function" ? null : value, fixed);
  };
}

/** The first or last letter alone tells most texts apart, and a call of the engine costs more than a letter. */
function startsWith(key: string, part: string): Test {
  const letter = part.charCodeAt(0);
  return (data) => {
    const text = (data as Attributes)[key];
    if (typeof text !== "string") return false;
    return part === "" || (text.charCodeAt(0) === letter && text.startsWith(part));
  };
}

function endsWith(key: string, part: string): Test {
  const letter = part.charCodeAt(part.length - 1);
  return (data) => {
    const text = (data as Attributes)[key];
    if (typeof text !== "string") return false;
    return part === "" || (text.charCodeAt(text.length - 1) === letter && text.endsWith(part));
  };
}

function isOneOf(key: string, list: readonly unknown[]): Test | undefined {
  if (list.includes(null) || list.some((each) => typeof each === "object")) return undefined;
  const [one, two, three, four] = list;
  if (list.length === 1) return (data) => (data as Attributes)[key] === one;
  if (list.length > 1 && list.length <= 4)
    return (data) => {
      const value = (data as Attributes)[key];
      return value !== undefined && (value === one || value === two || value === three || value === four);
    };
  const set = new Set(list);
  return (data) => set.has((data as Attributes)[key]);
}

function versionIs(key: string, operator: string, fixed: unknown): Test {
  const version = versionOf(fixed);
  if (!version) return () => false;
  const test = versionTest(operator, version);
  return (data) => {
    const value = (data as Attributes)[key];
    return typeof value === "string" || typeof value === "number"
      ? test(value) === true
      : isVersionOf(test, value);
  };
}

function isVersionOf(test: (version: unknown) => boolean | null, value: unknown): boolean {
  return value !== undefined && typeof value !== "function" && test(value) === true;
}
