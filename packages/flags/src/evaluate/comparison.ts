import { noNumber } from "./failure.ts";

/** As json-logic-engine has it: texts and null as they are, all else as numbers; what is none is a failure. */
export function numberOf(value: unknown): number {
  if (typeof value === "number" && !Number.isNaN(value)) return value;
  if (value === null) return 0;
  if (typeof value === "object") throw noNumber;
  const number = Number(value);
  if (Number.isNaN(number)) throw noNumber;
  return number;
}

const isText = (value: unknown) => typeof value === "string" || value === null;

type Test = (left: unknown, right: unknown) => boolean;

export function looselyEqual(left: unknown, right: unknown): boolean {
  if (isText(left) && isText(right)) return left === right;
  return numberOf(left) === numberOf(right);
}

function ordered(compare: (left: never, right: never) => boolean): Test {
  return (left, right) =>
    isText(left) && isText(right)
      ? compare(left as never, right as never)
      : compare(numberOf(left) as never, numberOf(right) as never);
}

/** Of two neighbours each; several arguments are a chain: 1 < 2 < 3. */
export const comparisons: ReadonlyMap<string, Test> = new Map<string, Test>([
  ["==", looselyEqual],
  ["!=", (left, right) => !looselyEqual(left, right)],
  ["===", (left, right) => left === right],
  ["!==", (left, right) => left !== right],
  ["<", ordered((left, right) => left < right)],
  ["<=", ordered((left, right) => left <= right)],
  [">", ordered((left, right) => left > right)],
  [">=", ordered((left, right) => left >= right)],
]);
