import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./not-analysed.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const callback = (url: string) => ({
  more: { callbacks: { done: { [url]: { post: { responses: { 200: { description: "" } } } } } } },
});

test("callbacks that differ are unknown, both ways", () => {
  expect(told(callback("{$request.body#/a}"), callback("{$request.body#/b}"))).toEqual(["unknown"]);
  expect(told(callback("{$request.body#/b}"), callback("{$request.body#/a}"))).toEqual(["unknown"]);
});

test("callbacks that are the same are fine", () => {
  expect(told(callback("{$request.body#/a}"), callback("{$request.body#/a}"))).toEqual([]);
});

test("a body without a schema is unknown where the other side has one", () => {
  const silent = { more: { requestBody: { required: true, content: { "application/json": {} } } } };
  expect(told(silent, { sends: { type: "object" } })).toEqual(["unknown"]);
  expect(told({ sends: { type: "object" } }, silent)).toEqual([]);
});

const xml = (name: string) => ({
  more: {
    requestBody: {
      required: true,
      content: { "application/xml": { schema: { type: "object", xml: { name } } } },
    },
  },
});

test("XML bodies that differ, if only in their names, are unknown", () => {
  expect(told(xml("cart"), xml("basket"))).toEqual(["unknown"]);
  expect(told(xml("cart"), xml("cart"))).toEqual([]);
});

const typed = (schema?: object) => ({
  more: { parameters: schema ? [{ name: "id", in: "path", required: true, schema }] : [] },
});

test("a path parameter that only the server describes is unknown unless any text will do", () => {
  expect(told(typed(), typed({ type: "integer" }))).toEqual(["unknown"]);
  expect(told(typed(), typed({ type: "string", format: "uuid" }))).toEqual(["unknown"]);
  expect(told(typed(), typed({ type: "string", description: "any" }))).toEqual([]);
  expect(told(typed({ type: "integer" }), typed())).toEqual([]);
});

test("a part that must be an object and is none is not passed over", () => {
  const empty = { more: { responses: { 200: null, 204: { description: "" } } } };
  expect(told(empty, { more: { responses: { 204: { description: "" } } } })).toEqual(["unknown"]);
});

test("a response in another document is named, and so is what would tell what it is", () => {
  const elsewhere = { responses: { 200: { $ref: "https://example.com/api.json#/Cart" } } };
  const [found, ...more] = between({ more: elsewhere }, { more: elsewhere }).filter(
    (each) => each.ruleId === rule.id,
  );
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    outcome: "unknown",
    why: 'response 200 is "https://example.com/api.json#/Cart", which leads out of the repository',
    decides: "a copy of the document in the repository",
  });
});
