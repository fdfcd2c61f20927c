import { describe, expect, test } from "vitest";
import type { Contract } from "../contract.ts";
import { httpContracts } from "../http/http-contracts.ts";
import { type Inclusion, included } from "./included.ts";

const options = { dialect: "draft-07", world: "closed", tolerance: "strict", formats: "ignore" } as const;

/** The schema behind two references in a row. */
const behind = (schema: object) => ({
  $ref: "#/definitions/first",
  definitions: { first: { $ref: "#/definitions/second", title: "by another name" }, second: schema },
});
const told = (answer: Inclusion) =>
  answer.kind === "refuted" ? [answer.kind, answer.value, answer.at, answer.keyword] : [answer.kind];

const person = {
  type: "object",
  properties: { name: { type: "string" }, age: { type: "integer" } },
  required: ["name"],
};
const tree = {
  type: "object",
  properties: { of: { type: "array", items: { $ref: "#" } }, name: { type: "string" } },
};

describe("a schema that is nothing but a reference is what it refers to", () => {
  test.each([
    [person, person],
    [person, { ...person, additionalProperties: false }],
    [person, { ...person, properties: { ...person.properties, age: { type: "integer", maximum: 9 } } }],
    [person, { ...person, required: ["name", "age"] }],
    [
      { ...person, additionalProperties: { type: "integer" } },
      { ...person, maxProperties: 2 },
    ],
    [{ anyOf: [person, { type: "null" }] }, { oneOf: [person, { type: "null" }] }],
    [{ allOf: [person, { required: ["age"] }] }, { ...person, required: ["age"] }],
    [tree, { type: "object" }],
  ])("%j, %j", (sent, accepted) => {
    const plain = told(included(sent, accepted, options));
    expect(told(included(behind(sent), accepted, options))).toEqual(plain);
    expect(told(included(sent, behind(accepted), options))).toEqual(plain);
    expect(told(included(behind(sent), behind(accepted), options))).toEqual(plain);
  });

  test("what stands beside a reference counts where the dialect says so", () => {
    const sent = { ...behind(person), required: ["age"], $defs: {} };
    const accepted = { required: ["age"] };
    expect(included(sent, accepted, { ...options, dialect: "2020-12" }).kind).toBe("proved");
    expect(included(sent, accepted, options).kind).toBe("refuted");
  });

  test("references in a ring are no answer", () => {
    const ring = {
      $ref: "#/definitions/a",
      definitions: { a: { $ref: "#/definitions/b" }, b: { $ref: "#/definitions/a" } },
    };
    expect(included(ring, person, options).kind).toBe("unknown");
    expect(included(person, ring, options).kind).toBe("unknown");
  });
});

test("what breaks behind one reference is told at each place that refers to it", () => {
  const answer = {
    description: "ok",
    content: { "application/json": { schema: { $ref: "#/components/schemas/Code" } } },
  };
  const api = (code: object) => ({
    openapi: "3.0.3",
    info: { title: "codes", version: "1" },
    paths: {
      "/a": { get: { responses: { "200": answer } } },
      "/b": { get: { responses: { "200": answer } } },
    },
    components: { schemas: { Code: code } },
  });
  const [client, server] = [{ type: "string" }, { type: "integer" }].map((code) => {
    const text = JSON.stringify(api(code));
    const reading = httpContracts.read("api.json", { read: () => text, list: () => [] });
    if (reading.kind !== "contract") throw new Error("unreadable");
    return reading.contract;
  }) as [Contract, Contract];
  const found = httpContracts.compare(client, server, httpContracts.defaults);
  const ofResponses = found.filter(({ direction }) => direction === "response");
  expect(
    ofResponses.map(({ operation, place, other }) => [operation, place.pointer, other?.pointer]),
  ).toEqual([
    ["GET /a", "/components/schemas/Code", expect.stringContaining("/paths/~1a/")],
    ["GET /b", "/components/schemas/Code", expect.stringContaining("/paths/~1b/")],
  ]);
});
