import { canonicalJson } from "@crossfade/core";

export { canonicalJson };

/** JSON values as parsed: plain objects may carry any key, `__proto__` included, so keys are only asked for here. */
export type JsonObject = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object's own value; inherited names (`constructor`, `toString`) do not count. */
export function own(object: unknown, key: string): unknown {
  if (!isObject(object)) return undefined;
  const value = object[key];
  // What a plain object inherits are functions and its prototype; a JSON value is never a function.
  if (typeof value !== "function" && key !== "__proto__") return value;
  return Object.hasOwn(object, key) ? value : undefined;
}

/** Sets a key even when it is called `__proto__`. */
export function setOwn(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

export function equalJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b) || a === b) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equalJson(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && equalJson(a[name], b[name]));
}
