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

test("a range is unknown where only a part of it is taken, and compared where that is one type", () => {
  const unknown = ["http/response-media-type unknown"];
  expect(told(answers({ "application/json": text }), answers({ "*/*": text }))).toEqual(unknown);
  expect(told(answers({ "application/json": text }), answers({ "application/*": number }))).toEqual([
    ...unknown,
    "http/response-type breaking",
  ]);
  expect(told(sends({ "application/*": text }), sends({ "application/json": text }))).toEqual([
    "http/request-media-type unknown",
  ]);
  expect(told(sends({ "application/*": text }), sends({ "text/csv": text }))).toEqual([
    "http/request-media-type breaking",
  ]);
});

test("a range takes what is in it, the closest first", () => {
  expect(told(sends({ "application/vnd.a+json": text }), sends({ "application/*+json": text }))).toEqual([]);
  expect(told(sends({ "application/json": text }), sends({ "application/*+json": text }))).toEqual([
    "http/request-media-type breaking",
  ]);
  expect(told(sends({ "text/csv": text }), sends({ "*/*": number, "text/*": text }))).toEqual([]);
  expect(told(sends({ "text/*": text }), sends({ "*/*": text }))).toEqual([]);
});

test("an answer that the client may ask for and the server no longer gives is unknown", () => {
  const two = { "application/json": text, "text/csv": text };
  expect(told(answers(two), answers({ "application/json": text }))).toEqual([
    "http/response-media-type unknown",
  ]);
  expect(
    told(answers({ "application/json": text, "*/*": text }), answers({ "application/json": text })),
  ).toEqual([]);
});
