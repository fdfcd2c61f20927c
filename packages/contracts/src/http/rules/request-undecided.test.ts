import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-undecided.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const before = { type: "array", items: { type: "integer" } };
const after = { ...before, unevaluatedItems: false };

test("what the receiver says in a keyword that is not analysed is unknown, never safe", () => {
  expect(told({ sends: before }, { sends: after })).toEqual(["unknown"]);
});

test("what is plain is decided", () => {
  expect(told({ sends: before }, { sends: before })).toEqual([]);
});

test("in the other flow its mirror sees it", () => {
  expect(outcomes(between({ answers: after }, { answers: before }), "http/response-undecided")).toEqual([
    "unknown",
  ]);
});
