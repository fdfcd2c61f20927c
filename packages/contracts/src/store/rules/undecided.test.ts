import { expect, test } from "vitest";
import { outcomes, values } from "../../../../../test/support/contract-story.ts";
import { rule } from "./undecided.ts";

const told = (...of: Parameters<typeof values>) => outcomes(values(...of), rule.id);
const plain = { type: "object" };
const odd = { ...plain, properties: { a: { $dynamicRef: "#x" } } };

test("a keyword that is not analysed is unknown, never safe", () => {
  expect(told({ cart: { ...plain, properties: { a: {} } } }, { cart: odd })).toEqual(["unknown"]);
});

test("the versions exchanged, what the reader says is plain", () => {
  expect(told({ cart: odd }, { cart: plain })).toEqual([]);
});
