import { noList } from "./failure.ts";
import { isPresent, stepsOf } from "./path.ts";

/** Entry of a list, or part of a text. A missing value is part of no text. */
export function isIn([item, all]: readonly unknown[]): boolean {
  if (Array.isArray(all)) return all.includes(item);
  if (!all) return false;
  if (typeof all !== "string") throw noList;
  return item !== null && item !== undefined && all.includes(String(item));
}

export function merged(values: readonly unknown[]): readonly unknown[] {
  return values.flatMap((each) => (Array.isArray(each) ? (each as unknown[]) : [each]));
}

/** Those of the paths that lead nowhere. `has` answers for what the evaluator itself adds to a context. */
export function missing(
  paths: readonly unknown[],
  data: unknown,
  has?: (steps: readonly string[]) => boolean,
): readonly unknown[] {
  return paths.filter((path) => {
    const steps = stepsOf(String(path));
    return !has?.(steps) && !isPresent(data, steps);
  });
}

/** The missing ones, unless at least `count` of the paths are there. */
export function missingSome(
  [count, paths]: readonly unknown[],
  data: unknown,
  has?: (steps: readonly string[]) => boolean,
): readonly unknown[] {
  if (!Array.isArray(paths)) throw noList;
  const absent = missing(paths, data, has);
  return paths.length - absent.length >= Number(count) ? [] : absent;
}
