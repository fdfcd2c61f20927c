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

test("the default of an optional field of the body counts too, also behind a reference", () => {
  const body = (limit: object) => ({
    sends: { type: "object", properties: { limit: { $ref: "#/components/schemas/Limit" } } },
    document: { components: { schemas: { Limit: limit } } },
  });
  const call = (value: number) => body({ type: "integer", default: value });
  expect(told(call(10), call(20))).toEqual(["notice"]);
  expect(told(call(10), body({ type: "integer" }))).toEqual(["notice"]);
  expect(told(call(10), call(10))).toEqual([]);
  expect(told(body({ type: "integer" }), call(10))).toEqual([]);
  const required = { ...call(10), sends: { ...call(10).sends, required: ["limit"] } };
  expect(told(required, call(20))).toEqual([]);
});
