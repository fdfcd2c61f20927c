import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-value.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const narrow = { type: "string", maxLength: 3 };
const wide = { type: "string", maxLength: 9 };

test("a text that is longer than the server takes breaks", () => {
  expect(told({ sends: wide }, { sends: narrow })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ sends: narrow }, { sends: wide })).toEqual([]);
});

test("the same schema on both sides is fine", () => {
  expect(told({ sends: wide }, { sends: wide })).toEqual([]);
});

test("in the other flow its mirror sees it", () => {
  expect(outcomes(between({ answers: narrow }, { answers: wide }), "http/response-value")).toEqual([
    "breaking",
  ]);
  expect(rule.mirror).toBe("http/response-value");
});
