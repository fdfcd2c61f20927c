import { expect, test } from "vitest";
import { between } from "../../../../test/support/contract-story.ts";

const text = { type: "object", properties: { c: { type: "string" } } };
const number = { type: "object", properties: { c: { type: "integer" } } };
const reply = (schema: object) => ({ description: "", content: { "application/json": { schema } } });
const answers = (responses: object) => ({ more: { responses } });
const told = (client: object, server: object) =>
  between(answers(client), answers(server))
    .filter(({ outcome }) => outcome !== "notice")
    .map(({ ruleId, outcome }) => `${ruleId} ${outcome}`);
const typeBreaks = "http/response-type breaking";

test("a server's default is compared with every status that the client knows", () => {
  expect(told({ 200: reply(text) }, { default: reply(number) })).toEqual([typeBreaks]);
  expect(told({ 200: reply(text), default: reply(number) }, { default: reply(number) })).toEqual([
    typeBreaks,
  ]);
  expect(told({ 200: reply(text) }, { default: reply(text) })).toEqual([]);
});

test("a server's default or class is compared with an error that the client knows", () => {
  const ok = { 200: reply(text) };
  expect(told({ ...ok, 400: reply(text) }, { ...ok, default: reply(number) })).toEqual([typeBreaks]);
  expect(told({ ...ok, 400: reply(text) }, { ...ok, "4XX": reply(number) })).toEqual([typeBreaks]);
  expect(told({ ...ok, "4XX": reply(text) }, { ...ok, default: reply(number) })).toEqual([typeBreaks]);
});

test("a status that the server lists, itself or by class, is not its default", () => {
  const client = { 200: reply(text), 400: reply(text) };
  expect(told(client, { ...client, default: reply(number) })).toEqual([]);
  expect(told(client, { "2XX": reply(text), "4XX": reply(text), default: reply(number) })).toContain(
    "http/response-status unknown",
  );
  expect(told(client, { "2XX": reply(text), "4XX": reply(text), default: reply(number) })).not.toContain(
    typeBreaks,
  );
});

test("a class of successes may be sent as the one that the client knows", () => {
  expect(told({ 200: reply(text) }, { "2XX": reply(number) })).toEqual([
    "http/response-status unknown",
    typeBreaks,
  ]);
});

test("whether a default is sent as a success beside a listed one is unknown", () => {
  const client = { 200: reply(text), 201: reply(text) };
  expect(told(client, { 200: reply(text), default: reply(number) })).toEqual([
    "http/response-undecided unknown",
  ]);
});
