import { expect, test } from "vitest";
import { outcomes, posts } from "../../../../../test/support/contract-story.ts";
import { rule } from "./type.ts";

const told = (...of: Parameters<typeof posts>) => outcomes(posts(...of), rule.id);
const narrow = { type: "integer" };
const wide = { type: "number" };

test("a widened number breaks receivers of integers", () => {
  expect(told({ resize: wide }, { resize: narrow })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ resize: narrow }, { resize: wide })).toEqual([]);
});
