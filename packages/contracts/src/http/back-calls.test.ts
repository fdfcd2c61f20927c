import type { Observation } from "@crossfade/core";
import { expect, test } from "vitest";
import { between, type Call } from "../../../../test/support/contract-story.ts";
import { object } from "../../../../test/support/http-calls.ts";
import { compiled } from "../../../../test/support/independent-validator.ts";

const text = { type: "string" };
const content = (schema: object) => ({ content: { "application/json": { schema } } });
const call = (sends: object, answers?: object) => ({
  post: {
    requestBody: { required: true, ...content(sends) },
    responses: { 200: { description: "", ...(answers ? content(answers) : {}) } },
  },
});
const hook = (...of: Parameters<typeof call>): Call => ({ document: { webhooks: { paid: call(...of) } } });
const callback = (...of: Parameters<typeof call>): Call => ({
  more: { callbacks: { done: { "{$request.body#/url}": call(...of) } } },
});

function confirmed({ claim }: Observation): boolean {
  if (!claim) return false;
  const says = (schema: unknown) => compiled(claim.dialect, schema)(claim.value).kind;
  return says(claim.sent) === "valid" && says(claim.accepted) === "invalid";
}
const told = (observations: readonly Observation[]) =>
  observations.map(({ outcome, ruleId, direction }) => `${outcome} ${ruleId} ${direction}`);

const less = object({ id: text });
const more = object({ id: text }, ["id"]);

test.each([
  ["webhook", hook, "webhook POST paid"],
  ["callback", callback, "callback POST {$request.body#/url} of POST /things/{id}"],
] as const)("the server sends a %s, so its side promises what the client needs", (_kind, make, name) => {
  const found = between(make(more), make(less));
  expect(told(found)).toEqual(["breaking http/request-field-required callback"]);
  expect(found[0]).toMatchObject({ operation: name, place: { side: "sender" }, other: { side: "receiver" } });
  expect(found[0]?.why).toContain("id");
  expect(found.every(confirmed)).toBe(true);
  expect(between(make(less), make(more))).toEqual([]);
});

test("what the client answers to a call back is taken by the server", () => {
  const found = between(hook({}, less), hook({}, more));
  expect(told(found)).toEqual(["breaking http/response-field-required callback-response"]);
  expect(found.every(confirmed)).toBe(true);
  expect(between(hook({}, more), hook({}, less))).toEqual([]);
});

test("the client takes a call back as it takes an answer, the server its answer as it takes a request", () => {
  const closed = object({ id: text }, [], { additionalProperties: false });
  const wider = object({ id: text, sum: text });
  expect(told(between(hook(closed), hook(wider)))).toEqual([]);
  expect(told(between(hook(closed), hook(wider), { replyReceiver: "strict" }))).toEqual([
    "breaking http/request-field-unexpected callback",
  ]);
  expect(told(between(hook({}, wider), hook({}, closed)))).toEqual([
    "breaking http/response-field-unexpected callback-response",
  ]);
});

test("what a rule says of a call back names its ends rightly", () => {
  const asks = (parameters: object[]): Call => ({
    document: { webhooks: { paid: { post: { parameters, responses: { 200: { description: "" } } } } } },
  });
  const required = { name: "x-sign", in: "header", required: true, schema: text };
  const [found] = between(asks([required]), asks([]));
  expect(found).toMatchObject({
    outcome: "breaking",
    why: "the header parameter x-sign is required, the server does not know it",
    direction: "callback",
    place: { side: "sender" },
  });
});

test("a field that is only read or only written still travels in a call back", () => {
  const read = (type: string) => hook(object({ id: { type, readOnly: true } }, ["id"]));
  expect(told(between(read("string"), read("integer")))).toEqual(["breaking http/request-type callback"]);
});

test("the security of the document is about calls to the server", () => {
  const secured: Call = { document: { ...hook(less).document, security: [{ key: [] }] } };
  const rules = between(hook(less), secured).map(({ direction }) => direction);
  expect(rules).toEqual(["request"]);
  expect(between(secured, hook(less))).toEqual([]);
});

test("callbacks are found through references, by address where labels repeat", () => {
  const referring = (sends: object): Call => ({
    more: { callbacks: { done: { $ref: "#/components/callbacks/done" } } },
    document: { components: { callbacks: { done: { "{$request.body#/url}": call(sends) } } } },
  });
  expect(told(between(referring(more), callback(less)))).toEqual([
    "breaking http/request-field-required callback",
  ]);
  expect(between(referring(less), callback(less))).toEqual([]);
});
