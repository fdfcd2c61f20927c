import { expect, test } from "vitest";
import { closingTimes, spreadOf } from "./closing-times.ts";

test("streams end in order, spread over the time there is", () => {
  const dice = [0.9, 0.1, 0.5];
  expect(closingTimes(3, 1_000, () => dice.shift() ?? 0)).toEqual([100, 500, 900]);
  expect(closingTimes(0, 1_000, () => 0)).toEqual([]);
});

test.each([
  [30_000, 2_000, 28_000],
  [2_000, 2_000, 1_000],
  [0, 2_000, 0],
])("of %i ms with %i ms to say goodbye, %i are for ending streams", (withinMs, politeMs, spreadMs) => {
  expect(spreadOf(withinMs, politeMs)).toBe(spreadMs);
});
