import { expect, test } from "vitest";
import { outcomes, values } from "../../../../../test/support/contract-story.ts";
import { rule } from "./value.ts";

const told = (...of: Parameters<typeof values>) => outcomes(values(...of), rule.id);
const narrow = { type: "string", maxLength: 3 };
const wide = { type: "string" };

test("a longer text breaks", () => {
  expect(told({ cart: wide }, { cart: narrow })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ cart: narrow }, { cart: wide })).toEqual([]);
});
