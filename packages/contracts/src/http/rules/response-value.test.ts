import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./response-value.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const narrow = { type: "string", maxLength: 3 };
const wide = { type: "string", maxLength: 9 };

test("a text that is longer than the client takes breaks", () => {
  expect(told({ answers: narrow }, { answers: wide })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ answers: wide }, { answers: narrow })).toEqual([]);
});

test("the same schema on both sides is fine", () => {
  expect(told({ answers: wide }, { answers: wide })).toEqual([]);
});

test("in the other flow its mirror sees it", () => {
  expect(outcomes(between({ sends: wide }, { sends: narrow }), "http/request-value")).toEqual(["breaking"]);
  expect(rule.mirror).toBe("http/request-value");
});
