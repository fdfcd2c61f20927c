import { expect, test } from "vitest";
import { messages, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./enum.ts";

const told = (...of: Parameters<typeof messages>) => outcomes(messages(...of), rule.id);
const narrow = { enum: ["a"] };
const wide = { enum: ["a", "b"] };

test("a member that the consumer does not list breaks", () => {
  expect(told({ created: wide }, { created: narrow })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ created: narrow }, { created: wide })).toEqual([]);
});

test("the same contract on both sides is fine", () => {
  expect(told({ created: wide }, { created: wide })).toEqual([]);
});
