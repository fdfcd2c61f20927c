import { expect, test } from "vitest";
import { between } from "../../../../test/support/contract-story.ts";

const text = { type: "object", properties: { c: { type: "string" } } };
const number = { type: "object", properties: { c: { type: "integer" } } };
const contents = (map: Record<string, object>) =>
  Object.fromEntries(Object.entries(map).map(([type, schema]) => [type, { schema }]));
const answers = (map: Record<string, object>) => ({
  more: { responses: { 200: { description: "", content: contents(map) } } },
});
const sends = (map: Record<string, object>) => ({
  more: {
    requestBody: { required: true, content: contents(map) },
    responses: { 200: { description: "" } },
  },
});
const told = (...of: Parameters<typeof between>) =>
  between(...of).map(({ ruleId, outcome }) => `${ruleId} ${outcome}`);

test("media types that differ in a parameter are compared each with its like", () => {
  const both = { "application/json;v=1": text, "application/json; V=2": number };
  const changed = { "application/json; v=1": number, "application/json;v=2": number };
  expect(told(answers(both), answers(both))).toEqual([]);
  expect(told(answers(both), answers(changed))).toEqual(["http/response-type breaking"]);
  expect(told(sends(both), sends(changed))).toEqual(["http/request-type breaking"]);
});

test("a parameter on one side only is no difference if there is one description of the type", () => {
  expect(told(answers({ "application/json": text }), answers({ "application/json; v=1": text }))).toEqual([]);
  expect(told(answers({ "text/csv;header=present": text }), answers({ "text/csv": number }))).toEqual([
    "http/response-type breaking",
  ]);
  expect(
    told(sends({ "application/json": text }), sends({ "application/json;charset=UTF-8": text })),
  ).toEqual([]);
});

test("a parameter that could mean either of two descriptions is unknown", () => {
  const two = { "application/json;v=1": text, "application/json;v=2": number };
  const one = { "application/json": text };
  expect(told(answers(one), answers(two))).toEqual(["http/response-media-type unknown"]);
  expect(told(answers(two), answers(one))).toEqual(["http/response-media-type unknown"]);
  expect(told(sends(one), sends(two))).toEqual(["http/request-media-type unknown"]);
  expect(told(answers({ ...one, "text/plain": text }), answers({ ...two, "text/plain": text }))).toEqual([
    "http/response-media-type unknown",
  ]);
});

test("another value of a parameter is not taken for sure", () => {
  expect(told(answers({ "application/json;v=1": text }), answers({ "application/json;v=2": text }))).toEqual([
    "http/response-media-type unknown",
  ]);
  const wider = { "application/json;v=1": text, "application/json;v=2": number };
  expect(told(answers({ "application/json;v=1": text }), answers(wider))).toEqual([]);
});
