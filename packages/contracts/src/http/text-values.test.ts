import { expect, test } from "vitest";
import { between } from "../../../../test/support/contract-story.ts";
import { asked, query } from "../../../../test/support/http-calls.ts";

const told = (sent: object, accepted: object) =>
  between(asked(query(sent)), asked(query(accepted))).map(({ outcome, ruleId }) => `${outcome} ${ruleId}`);
const text = { type: "string" };
const whole = { type: "integer" };
const yes = { type: "boolean" };

test("a plain text takes whatever is written, also among alternatives", () => {
  expect(told(whole, text)).toEqual([]);
  expect(told({ anyOf: [text, yes] }, { anyOf: [text] })).toEqual([]);
  expect(told({ anyOf: [text, yes] }, text)).toEqual([]);
  expect(told({ type: ["integer", "boolean"] }, { allOf: [text] })).toEqual([]);
  expect(told(whole, { anyOf: [{ ...text, format: "uuid" }, text] })).toEqual([]);
});

test("a text with bounds does not", () => {
  expect(told(whole, { ...text, format: "uuid" })).toEqual(["breaking http/request-type"]);
  expect(told(whole, { allOf: [text], maxLength: 1 })).not.toEqual([]);
  expect(told(yes, { oneOf: [text, { ...text, maxLength: 9 }] })).not.toEqual([]);
  expect(told(yes, { oneOf: [text, text] })).not.toEqual([]);
});

test("a list or an object behind a number is not passed over", () => {
  expect(told({ type: ["integer", "array"] }, text)).toEqual(["breaking http/request-type"]);
  expect(told({ anyOf: [whole, { type: "object" }] }, text)).not.toEqual([]);
  expect(told({ anyOf: [whole, {}] }, text)).not.toEqual([]);
});

test("one plain value in a query looks like an exploded list of one", () => {
  const list = (items: object, more: object = {}) => ({ type: "array", items, ...more });
  expect(told(text, list(text))).toEqual([]);
  expect(told(text, list(whole))).toEqual(["breaking http/request-type"]);
  expect(told(whole, list(text))).toEqual([]);
  expect(told(text, list(text, { minItems: 2 }))).toEqual(["breaking http/request-type"]);
  expect(told(list(text), text)).toEqual(["breaking http/request-type"]);
  const joined = asked({ name: "q", in: "query", explode: false, schema: list(text) });
  expect(between(asked(query(text)), joined)).not.toEqual([]);
});
