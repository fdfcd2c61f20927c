import { expect, test } from "vitest";
import { between } from "../../../../../test/support/contract-story.ts";
import { asked, query, sends } from "../../../../../test/support/http-calls.ts";
import { rule } from "./request-deprecated.ts";

const told = (...of: Parameters<typeof between>) =>
  between(...of)
    .filter(({ ruleId }) => ruleId === rule.id)
    .map(({ outcome, why }) => `${outcome}: ${why}`);
const text = { type: "string" };
const old = { ...text, deprecated: true };

test("an operation that was deprecated is worth knowing, with its last day", () => {
  const deprecated = { more: { deprecated: true } };
  const dated = { more: { deprecated: true, "x-sunset": "2027-01-01" } };
  expect(told({}, deprecated)).toEqual(["notice: the operation is deprecated"]);
  expect(told({}, dated)).toEqual(["notice: the operation is deprecated and may be gone from 2027-01-01 on"]);
  expect(told(deprecated, dated)).toHaveLength(1);
});

test("a parameter that was deprecated, too", () => {
  expect(told(asked(query(text)), asked(query(text, { deprecated: true })))).toEqual([
    "notice: the query parameter q is deprecated",
  ]);
});

test("and a field, also of an object within", () => {
  expect(told(sends({ a: text }), sends({ a: old }))).toEqual(["notice: the field /a is deprecated"]);
  const nested = (of: object) => sends({ list: { type: "array", items: sends({ a: of }).sends } });
  expect(told(nested(text), nested(old))).toEqual(["notice: the field /list/-/a is deprecated"]);
});

test("what the client was told by its own contract, or does not use, is no news", () => {
  expect(told({ more: { deprecated: true } }, { more: { deprecated: true, operationId: "x" } })).toEqual([]);
  expect(told(asked(), asked(query(text, { deprecated: true })))).toEqual([]);
  expect(told(sends({ b: text }), sends({ a: old, b: text }))).toEqual([]);
});

test("what has come back to life is none", () => {
  expect(told({ more: { deprecated: true } }, {})).toEqual([]);
});

test("a field of a shared schema is told of once", () => {
  const api = (field: object) => {
    const body = {
      requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Cart" } } } },
      responses: { 200: { description: "" } },
    };
    return {
      document: {
        paths: { "/a": { post: body }, "/b": { post: body } },
        components: { schemas: { Cart: { type: "object", properties: { a: field } } } },
      },
    };
  };
  expect(told(api(text), api(old))).toHaveLength(1);
});
