import { expect, test } from "vitest";
import { outcomes, posts } from "../../../../../test/support/contract-story.ts";
import { rule } from "./field-required.ts";

const told = (...of: Parameters<typeof posts>) => outcomes(posts(...of), rule.id);
const narrow = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
const wide = { type: "object", properties: { a: { type: "string" } } };

test("a message without a newly required field breaks the new receiver", () => {
  expect(told({ resize: wide }, { resize: narrow })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ resize: narrow }, { resize: wide })).toEqual([]);
});
