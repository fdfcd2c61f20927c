import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./webhooks-differ.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const hook = (type: string) => ({
  document: {
    webhooks: {
      paid: {
        post: {
          requestBody: { content: { "application/json": { schema: { type } } } },
          responses: { 200: { description: "" } },
        },
      },
    },
  },
});

test("webhooks that differ are unknown, both ways", () => {
  expect(told(hook("object"), hook("string"))).toEqual(["unknown"]);
  expect(told(hook("string"), hook("object"))).toEqual(["unknown"]);
});

test("webhooks that come or go are unknown too", () => {
  expect(told({}, hook("object"))).toEqual(["unknown"]);
  expect(told(hook("object"), {})).toEqual(["unknown"]);
});

test("webhooks that are the same are fine", () => {
  expect(told(hook("object"), hook("object"))).toEqual([]);
});
