import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { answers, sends } from "../../../../../test/support/http-calls.ts";
import { rule } from "./text-encoding.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const text = { type: "string" };
const base64 = { ...text, contentEncoding: "base64" };

test.each([
  ["request", sends],
  ["response", answers],
] as const)("an encoding that differs is unknown, both ways: %s", (_flow, make) => {
  expect(told(make({ a: text }), make({ a: base64 }))).toEqual(["unknown"]);
  expect(told(make({ a: base64 }), make({ a: text }))).toEqual(["unknown"]);
  expect(told(make({ a: base64 }), make({ a: { ...text, contentEncoding: "base32" } }))).toEqual(["unknown"]);
  expect(told(make({ a: text, b: text }), make({ a: text }))).toEqual([]);
});

test("the same encoding in other words is fine", () => {
  expect(told(sends({ a: base64 }), sends({ a: { ...text, format: "byte" } }))).toEqual([]);
  expect(told(sends({ a: base64 }), sends({ a: { ...text, contentEncoding: "BASE64" } }))).toEqual([]);
});

test("a body that is a text itself counts, and a field within a list", () => {
  expect(told({ sends: text }, { sends: base64 })).toEqual(["unknown"]);
  const list = (of: object) => answers({ list: { type: "array", items: answers({ a: of }).answers } });
  expect(told(list(text), list(base64))).toEqual(["unknown"]);
});
