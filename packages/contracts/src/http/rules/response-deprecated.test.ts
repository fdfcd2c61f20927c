import { expect, test } from "vitest";
import { between } from "../../../../../test/support/contract-story.ts";
import { answers } from "../../../../../test/support/http-calls.ts";
import { rule } from "./response-deprecated.ts";

const told = (...of: Parameters<typeof between>) =>
  between(...of)
    .filter(({ ruleId }) => ruleId === rule.id)
    .map(({ outcome, why }) => `${outcome}: ${why}`);
const text = { type: "string" };

test("a field that the client reads was deprecated", () => {
  expect(
    told(answers({ a: text }), answers({ a: { ...text, deprecated: true, "x-sunset": "2027" } })),
  ).toEqual(["notice: the field /a is deprecated and may be gone from 2027 on"]);
});

test("the versions exchanged, there is nothing to say", () => {
  expect(told(answers({ a: { ...text, deprecated: true } }), answers({ a: text }))).toEqual([]);
});

test("a header that the client reads was deprecated", () => {
  const sends = (more: object) => ({
    more: { responses: { 200: { description: "", headers: { "X-Left": { schema: text, ...more } } } } },
  });
  expect(told(sends({}), sends({ deprecated: true }))).toEqual(["notice: the header X-Left is deprecated"]);
});
