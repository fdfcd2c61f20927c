import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-field-ignored.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const before = { type: "object", properties: { a: { type: "string" } } };
const after = { type: "object", properties: { a: { type: "string" }, b: { type: "string" } } };

test("a field that an open server does not know is worth knowing", () => {
  expect(told({ sends: after }, { sends: before })).toEqual(["notice"]);
});

test("the versions exchanged, it is not", () => {
  expect(told({ sends: before }, { sends: after })).toEqual([]);
});

test("a server that says what it does with others is told by another rule", () => {
  expect(told({ sends: after }, { sends: { ...before, additionalProperties: false } })).toEqual([]);
});
