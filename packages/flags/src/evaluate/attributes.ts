import type { EvaluationContext } from "./resolution.ts";

const inheritedByAll: object = Object.prototype;
const nothingOwn = {};

/**
 * A context of which every property that can be read is its own, but for the names that all objects have: what a class
 * or somebody's change to Object.prototype would add is left out. It costs less than to ask at each attribute.
 */
export function plainContext(context: EvaluationContext): EvaluationContext {
  const prototype: unknown = Object.getPrototypeOf(context);
  if (prototype !== inheritedByAll && prototype !== null) return onlyOwn(context);
  for (const _ in nothingOwn) return onlyOwn(context);
  return context;
}

function onlyOwn(context: EvaluationContext): EvaluationContext {
  return Object.assign(Object.create(null) as object, context);
}

/** Names that every object has: they are read with care. */
export function isInherited(name: string): boolean {
  return name in inheritedByAll;
}
