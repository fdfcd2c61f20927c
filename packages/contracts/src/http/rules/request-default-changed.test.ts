import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-default-changed.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const ten = {
  more: { parameters: [{ name: "limit", in: "query", schema: { type: "integer", default: 10 } }] },
};
const twenty = {
  more: { parameters: [{ name: "limit", in: "query", schema: { type: "integer", default: 20 } }] },
};

test("another default is worth knowing, both ways", () => {
  expect(told(ten, twenty)).toEqual(["notice"]);
  expect(told(twenty, ten)).toEqual(["notice"]);
});

test("the same default is not", () => {
  expect(told(ten, ten)).toEqual([]);
});
