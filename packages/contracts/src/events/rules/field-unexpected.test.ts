import { expect, test } from "vitest";
import { messages, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./field-unexpected.ts";

const told = (...of: Parameters<typeof messages>) => outcomes(messages(...of), rule.id);
const narrow = { type: "object", properties: { a: {} }, additionalProperties: false };
const wide = { type: "object", properties: { a: {}, b: {} }, additionalProperties: false };

test("a field that a strict consumer refuses breaks", () => {
  expect(told({ created: wide }, { created: narrow }, { receiver: "strict" })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ created: narrow }, { created: wide }, { receiver: "strict" })).toEqual([]);
});

test("the same contract on both sides is fine", () => {
  expect(told({ created: wide }, { created: wide }, { receiver: "strict" })).toEqual([]);
});

test("a tolerant consumer, the default, takes it", () => {
  expect(told({ created: wide }, { created: narrow })).toEqual([]);
});
