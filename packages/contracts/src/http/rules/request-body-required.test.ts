import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-body-required.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const optional = {
  more: { requestBody: { content: { "application/json": { schema: { type: "object" } } } } },
};
const required = { sends: { type: "object" } };

test("a body that became required breaks clients that may leave it out", () => {
  expect(told(optional, required)).toEqual(["breaking"]);
  expect(told({}, required)).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told(required, optional)).toEqual([]);
});

test("in the other flow its mirror sees a body that is expected", () => {
  expect(outcomes(between({ answers: {} }, {}), "http/response-body-missing")).toEqual(["breaking"]);
});
