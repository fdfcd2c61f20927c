import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./response-header-required.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const header = (required: boolean) => ({
  more: {
    responses: { 200: { description: "", headers: { ETag: { required, schema: { type: "string" } } } } },
  },
});

test("a header that is no longer promised breaks clients that need it", () => {
  expect(told(header(true), header(false))).toEqual(["breaking"]);
  expect(told(header(true), {})).toEqual(["breaking"]);
});

test("the versions exchanged, nothing is wrong", () => {
  expect(told(header(false), header(true))).toEqual([]);
});

test("in the other flow its mirror sees a parameter that is required", () => {
  expect(
    outcomes(
      between(
        {},
        {
          more: { parameters: [{ name: "limit", in: "query", required: true, schema: { type: "integer" } }] },
        },
      ),
      "http/request-parameter-required",
    ),
  ).toEqual(["breaking"]);
});
