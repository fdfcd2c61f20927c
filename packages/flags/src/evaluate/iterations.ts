import type { Closure } from "./closure.ts";
import { noList, tooDeep } from "./failure.ts";
import { isTrue } from "./truth.ts";

export function iterationClosure(
  kind: "map" | "filter" | "all" | "some" | "none",
  list: Closure,
  body: Closure,
): Closure {
  const holds = (entry: unknown) => isTrue(body(entry));
  switch (kind) {
    case "map":
      return (data) => entriesOf(list(data)).map(body);
    case "filter":
      return (data) => entriesOf(list(data)).filter(holds);
    case "all":
      // None of nothing is all of it: an empty list proves nothing.
      return (data) => {
        const entries = entriesOf(list(data));
        return entries.length > 0 && entries.every(holds);
      };
    case "some":
      return (data) => entriesOf(list(data)).some(holds);
    default:
      return (data) => !entriesOf(list(data)).some(holds);
  }
}

export function reductionClosure(list: Closure, body: Closure, start: Closure | undefined): Closure {
  const step = (accumulator: unknown, current: unknown) => flat(body({ accumulator, current }));
  return (data) => {
    const entries = entriesOf(list(data));
    if (start) return entries.reduce<unknown>(step, flat(start(data)));
    if (entries.length === 0) throw noList;
    return entries.reduce(step);
  };
}

function entriesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  if (value) throw noList;
  return [];
}

function flat(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  const isDeep = (each: unknown) => each !== null && typeof each === "object";
  if (Object.values(value).some(isDeep)) throw tooDeep;
  return value;
}
