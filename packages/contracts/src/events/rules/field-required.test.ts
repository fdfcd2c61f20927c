import { expect, test } from "vitest";
import { messages, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./field-required.ts";

const told = (...of: Parameters<typeof messages>) => outcomes(messages(...of), rule.id);
const narrow = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
const wide = { type: "object", properties: { a: { type: "string" } } };

test("an old message without a newly required field breaks the new consumer", () => {
  expect(told({ created: wide }, { created: narrow })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ created: narrow }, { created: wide })).toEqual([]);
});

test("the same contract on both sides is fine", () => {
  expect(told({ created: wide }, { created: wide })).toEqual([]);
});
