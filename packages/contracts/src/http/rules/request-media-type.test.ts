import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-media-type.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const json = {
  more: {
    requestBody: {
      required: true,
      content: { "application/json; charset=utf-8": { schema: { type: "object" } } },
    },
  },
};
const form = {
  more: {
    requestBody: {
      required: true,
      content: { "application/x-www-form-urlencoded": { schema: { type: "object" } } },
    },
  },
};
const any = { more: { requestBody: { required: true, content: { "*/*": { schema: { type: "object" } } } } } };

test("a media type that the server does not take breaks, both ways", () => {
  expect(told(form, json)).toEqual(["breaking"]);
  expect(told(json, form)).toEqual(["breaking"]);
});

test("a range takes it", () => {
  expect(told(form, any)).toEqual([]);
  expect(told(json, json)).toEqual([]);
});

test("in the other flow its mirror sees it", () => {
  expect(
    outcomes(
      between(
        {
          more: {
            responses: {
              200: { description: "", content: { "application/json": { schema: { type: "object" } } } },
            },
          },
        },
        {
          more: {
            responses: { 200: { description: "", content: { "text/csv": { schema: { type: "object" } } } } },
          },
        },
      ),
      "http/response-media-type",
    ),
  ).toEqual(["breaking"]);
});
