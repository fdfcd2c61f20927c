import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-type.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const narrow = { type: "integer" };
const wide = { type: "number" };

test("a client that sends fractions breaks on a server that takes integers", () => {
  expect(told({ sends: wide }, { sends: narrow })).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told({ sends: narrow }, { sends: wide })).toEqual([]);
});

test("the same schema on both sides is fine", () => {
  expect(told({ sends: wide }, { sends: wide })).toEqual([]);
});

test("in the other flow its mirror sees it", () => {
  expect(outcomes(between({ answers: narrow }, { answers: wide }), "http/response-type")).toEqual([
    "breaking",
  ]);
  expect(rule.mirror).toBe("http/response-type");
});
