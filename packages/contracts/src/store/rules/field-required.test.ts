import { expect, test } from "vitest";
import { outcomes, values } from "../../../../../test/support/contract-story.ts";
import { rule } from "./field-required.ts";

const told = (...of: Parameters<typeof values>) => outcomes(values(...of), rule.id);
const narrow = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
const wide = { type: "object", properties: { a: { type: "string" } } };

test("a stored value without a newly required field breaks the new reader", () => {
  expect(told({ cart: wide }, { cart: narrow })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ cart: narrow }, { cart: wide })).toEqual([]);
});
