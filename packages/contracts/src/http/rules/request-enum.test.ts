import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-enum.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const narrow = { enum: ["a", "b"] };
const wide = { enum: ["a", "b", "c"] };

test("a value that the server does not list breaks", () => {
  expect(told({ sends: wide }, { sends: narrow })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ sends: narrow }, { sends: wide })).toEqual([]);
});

test("the same schema on both sides is fine", () => {
  expect(told({ sends: wide }, { sends: wide })).toEqual([]);
});

test("in the other flow its mirror sees it", () => {
  expect(outcomes(between({ answers: narrow }, { answers: wide }), "http/response-enum")).toEqual([
    "breaking",
  ]);
  expect(rule.mirror).toBe("http/response-enum");
});
