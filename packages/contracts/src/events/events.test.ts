import { expect, test } from "vitest";
import { complaints, messages, outcomes } from "../../../../test/support/contract-story.ts";
import { eventContracts } from "./event-contracts.ts";

const said = (schema: unknown) =>
  complaints(eventContracts, { "events/a.json": JSON.stringify(schema) }, "events")[0];
const beside = (more: Record<string, string>) =>
  complaints(eventContracts, { "events/a.json": '{"type":"object"}', ...more }, "events");

test("an API document is not a schema", () => {
  expect(said({ asyncapi: "1.2.0", channels: {} })).toContain("AsyncAPI 2 or 3");
  expect(said({ openapi: "3.1.0", paths: {} })).toContain("OpenAPI");
  expect(said({ swagger: "2.0", paths: {} })).toContain("Swagger");
});

test("a sample message is not a schema", () => {
  expect(said({ id: 1, name: "Ann" })).toContain("no keyword of JSON Schema");
});

test("a document that only holds definitions says nothing about the message", () => {
  expect(said({ $defs: { a: { type: "object" } } })).toContain("says nothing about the message");
  expect(
    said({ $schema: "https://json-schema.org/draft/2020-12/schema", title: "A", definitions: {} }),
  ).toContain("says nothing about the message");
});

test("a schema that admits anything may say so", () => {
  expect(said({})).toBeUndefined();
  expect(said(true)).toBeUndefined();
  expect(said({ $ref: "#/$defs/a", $defs: { a: { type: "object" } } })).toBeUndefined();
});

test("a sample whose keys sound like keywords is still no schema", () => {
  expect(said({ type: "order.created", title: "A", id: 3 })).toContain("no keyword of JSON Schema");
});

test("files beside the schemas that nobody can read are named, notes are not", () => {
  expect(beside({ "events/b.asn1": "", "events/d/e.pb": "" })[0]).toContain("b.asn1, d/e.pb");
  expect(beside({ "events/README.md": "", "events/n.txt": "", "events/.keep": "" })).toEqual([]);
});

test("several documents in one YAML file cannot be read", () => {
  const files = { "events/a.yaml": "type: object\n---\ntype: string\n" };
  expect(complaints(eventContracts, files, "events")).not.toEqual([]);
});

test("required as a boolean is not understood", () => {
  const old = { type: "object", properties: { a: { type: "string", required: true } } };
  const plain = { type: "object", properties: { a: { type: "string" } } };
  expect(outcomes(messages({ a: plain }, { a: old }), "events/undecided")).toEqual(["unknown"]);
});
