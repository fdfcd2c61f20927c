import { expect, test } from "vitest";
import { outcomes, values } from "../../../../../test/support/contract-story.ts";
import { rule } from "./field-unexpected.ts";

const told = (...of: Parameters<typeof values>) => outcomes(values(...of), rule.id);
const narrow = { type: "object", properties: { a: {} }, additionalProperties: false };
const wide = { type: "object", properties: { a: {}, b: {} }, additionalProperties: false };

test("a field that a strict reader refuses breaks", () => {
  expect(told({ cart: wide }, { cart: narrow }, { receiver: "strict" })).toEqual(["breaking"]);
  expect(told({ cart: narrow }, { cart: wide }, { receiver: "strict" })).toEqual([]);
});

test("a tolerant reader, the default, takes it", () => {
  expect(told({ cart: wide }, { cart: narrow })).toEqual([]);
});
