import { expect, test } from "vitest";
import { outcomes, values } from "../../../../../test/support/contract-story.ts";
import { rule } from "./type.ts";

const told = (...of: Parameters<typeof values>) => outcomes(values(...of), rule.id);
const narrow = { type: "integer" };
const wide = { type: "number" };

test("a widened number breaks readers of integers", () => {
  expect(told({ cart: wide }, { cart: narrow })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ cart: narrow }, { cart: wide })).toEqual([]);
});
