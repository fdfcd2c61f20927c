import { expect, test } from "vitest";
import { Recent } from "./recent.ts";

test("a pair is made once while it is among those asked about last", () => {
  let made = 0;
  const recent = new Recent<object, number>(2, () => ++made);
  const [a, b] = [{}, {}];
  expect([recent.of(a, b), recent.of(b, a), recent.of(a, b)]).toEqual([1, 2, 1]);
  expect([recent.of(a, a), recent.of(a, b)]).toEqual([3, 4]);
});
