import { expect, test } from "vitest";
import { outcomes, posts } from "../../../../../test/support/contract-story.ts";
import { rule } from "./value.ts";

const told = (...of: Parameters<typeof posts>) => outcomes(posts(...of), rule.id);
const narrow = { type: "string", maxLength: 3 };
const wide = { type: "string" };

test("a longer text breaks", () => {
  expect(told({ resize: wide }, { resize: narrow })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ resize: narrow }, { resize: wide })).toEqual([]);
});
