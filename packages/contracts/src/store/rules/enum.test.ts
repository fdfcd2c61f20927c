import { expect, test } from "vitest";
import { outcomes, values } from "../../../../../test/support/contract-story.ts";
import { rule } from "./enum.ts";

const told = (...of: Parameters<typeof values>) => outcomes(values(...of), rule.id);
const narrow = { enum: ["a"] };
const wide = { enum: ["a", "b"] };

test("a member that the reader does not list breaks", () => {
  expect(told({ cart: wide }, { cart: narrow })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ cart: narrow }, { cart: wide })).toEqual([]);
});
