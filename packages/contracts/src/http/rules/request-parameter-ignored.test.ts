import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-parameter-ignored.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const known = { more: { parameters: [{ name: "limit", in: "query", schema: { type: "integer" } }] } };

test("a filter that the server does not know is worth knowing", () => {
  expect(told(known, {})).toEqual(["notice"]);
});

test("a parameter that only the server knows is not", () => {
  expect(told({}, known)).toEqual([]);
});
