import { expect, test } from "vitest";
import { outcomes, posts } from "../../../../../test/support/contract-story.ts";
import { rule } from "./field-unexpected.ts";

const told = (...of: Parameters<typeof posts>) => outcomes(posts(...of), rule.id);
const narrow = { type: "object", properties: { a: {} }, additionalProperties: false };
const wide = { type: "object", properties: { a: {}, b: {} }, additionalProperties: false };

test("a field that a strict receiver refuses breaks", () => {
  expect(told({ resize: wide }, { resize: narrow }, { receiver: "strict" })).toEqual(["breaking"]);
  expect(told({ resize: narrow }, { resize: wide }, { receiver: "strict" })).toEqual([]);
});

test("a tolerant receiver, the default, takes it", () => {
  expect(told({ resize: wide }, { resize: narrow })).toEqual([]);
});
