import { expect, test } from "vitest";
import { asyncMessages } from "../../../../../test/support/asyncapi-story.ts";
import { outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./content-type.ts";

const sent = (contentType?: string) => (contentType === undefined ? {} : { contentType });
const told = (from?: string, to?: string) => outcomes(asyncMessages(sent(from), sent(to)), rule.id);

test("a consumer of JSON cannot read something else, and the reverse", () => {
  expect(told("application/octet-stream", "application/json")).toEqual(["breaking"]);
  expect(told("application/json", "application/octet-stream")).toEqual(["breaking"]);
});

test("two forms of JSON are unknown", () => {
  expect(told("application/cloudevents+json", "application/json")).toEqual(["unknown"]);
});

test("the same one is fine, whatever its case and parameters; so is one that nobody names", () => {
  expect(told("Application/JSON; charset=utf-8", "application/json")).toEqual([]);
  expect(told(undefined, "application/json")).toEqual([]);
});
