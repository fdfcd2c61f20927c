import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-parameter-required.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const optional = { more: { parameters: [{ name: "limit", in: "query", schema: { type: "integer" } }] } };
const required = {
  more: { parameters: [{ name: "limit", in: "query", required: true, schema: { type: "integer" } }] },
};

test("a parameter that became required breaks clients that may leave it out", () => {
  expect(told(optional, required)).toEqual(["breaking"]);
  expect(told({}, required)).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told(required, optional)).toEqual([]);
});

test("in the other flow its mirror sees a header that is needed", () => {
  const needs = {
    more: {
      responses: {
        200: { description: "", headers: { etag: { required: true, schema: { type: "string" } } } },
      },
    },
  };
  expect(outcomes(between(needs, {}), "http/response-header-required")).toEqual(["breaking"]);
});
