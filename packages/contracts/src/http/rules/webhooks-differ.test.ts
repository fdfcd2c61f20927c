import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./webhooks-differ.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const call = { post: { responses: { 200: { description: "" } } } };
const hooks = (...names: string[]) => ({
  document: { webhooks: Object.fromEntries(names.map((name) => [name, call])) },
});
const callback = (address: string, body?: object) => ({
  ...(body ? { sends: body } : {}),
  more: { callbacks: { done: { [address]: call } } },
});
const url = { type: "object", properties: { url: { type: "string" } } };

test("a webhook that the client does not know is unknown: it may be called or not", () => {
  expect(told(hooks("paid"), hooks("paid", "sent"))).toEqual(["unknown"]);
  expect(told({}, hooks("paid"))).toEqual(["unknown"]);
});

test("the versions exchanged, the client waits for a call in vain: a remark", () => {
  expect(told(hooks("paid", "sent"), hooks("paid"))).toEqual(["notice"]);
  expect(told(hooks("paid"), {})).toEqual(["notice"]);
});

test("webhooks that both know are fine", () => {
  expect(told(hooks("paid"), hooks("paid"))).toEqual([]);
  expect(told({}, {})).toEqual([]);
});

test("a callback of which the client knows nothing is unknown, but a remark where it never says where to call", () => {
  const knows = callback("{$request.body#/url}", url);
  expect(told({ sends: url }, knows)).toEqual(["unknown"]);
  expect(told({ sends: { type: "object" } }, knows)).toEqual(["unknown"]);
  expect(told({ sends: { ...url, properties: { a: {} } } }, knows)).toEqual(["notice"]);
  expect(told({ sends: { ...url, properties: {}, additionalProperties: {} } }, knows)).toEqual(["unknown"]);
  expect(told({ sends: { ...url, properties: { a: {} } } }, knows, { world: "open" })).toEqual(["unknown"]);
  const byQuery = callback("{$request.query.url}");
  const asks = { more: { parameters: [{ name: "url", in: "query", schema: { type: "string" } }] } };
  expect(told({}, byQuery)).toEqual(["notice"]);
  expect(told(asks, byQuery)).toEqual(["unknown"]);
  expect(told({}, callback("https://fixed.test/"))).toEqual(["unknown"]);
});

test("a callback to another address is unknown; its label does not matter", () => {
  expect(told(callback("{$request.body#/a}"), callback("{$request.body#/b}"))).toEqual(["unknown"]);
  const labelled = { more: { callbacks: { other: { "{$request.body#/a}": call } } } };
  expect(told(callback("{$request.body#/a}"), labelled)).toEqual([]);
});

test("what could not be read of either side is unknown", () => {
  const elsewhere = { document: { webhooks: { paid: { $ref: "https://example.com/hooks.json#/paid" } } } };
  expect(told(elsewhere, hooks("paid"))).toEqual(["unknown", "unknown"]);
  expect(told(hooks(), elsewhere)).toEqual(["unknown"]);
});
