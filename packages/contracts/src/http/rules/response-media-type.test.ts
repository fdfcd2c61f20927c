import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./response-media-type.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const json = {
  more: {
    responses: { 200: { description: "", content: { "application/json": { schema: { type: "object" } } } } },
  },
};
const csv = {
  more: { responses: { 200: { description: "", content: { "text/csv": { schema: { type: "object" } } } } } },
};

test("an answer in an unknown media type breaks, both ways", () => {
  expect(told(json, csv)).toEqual(["breaking"]);
  expect(told(csv, json)).toEqual(["breaking"]);
});

test("one in common is enough", () => {
  const both = {
    more: { responses: { 200: { description: "", content: { "application/json": {}, "text/csv": {} } } } },
  };
  expect(told(json, both)).toEqual([]);
});

test("in the other flow its mirror sees it", () => {
  expect(
    outcomes(
      between(
        {
          more: { requestBody: { required: true, content: { "text/csv": { schema: { type: "object" } } } } },
        },
        {
          more: {
            requestBody: { required: true, content: { "application/json": { schema: { type: "object" } } } },
          },
        },
      ),
      "http/request-media-type",
    ),
  ).toEqual(["breaking"]);
});
