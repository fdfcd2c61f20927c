import { expect, test } from "vitest";
import { outcomes, posts } from "../../../../../test/support/contract-story.ts";
import { rule } from "./enum.ts";

const told = (...of: Parameters<typeof posts>) => outcomes(posts(...of), rule.id);
const narrow = { enum: ["a"] };
const wide = { enum: ["a", "b"] };

test("a member that the receiver does not list breaks", () => {
  expect(told({ resize: wide }, { resize: narrow })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ resize: narrow }, { resize: wide })).toEqual([]);
});
