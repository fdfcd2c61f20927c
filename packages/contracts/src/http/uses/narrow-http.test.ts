import { describe, expect, test } from "vitest";
import { outcomes, readContract } from "../../../../../test/support/contract-story.ts";
import { httpContracts } from "../http-contracts.ts";
import { narrowHttp } from "./narrow-http.ts";
import { usesLimits } from "./uses.ts";

type Json = unknown;
const text = { type: "string" };
const number = { type: "number" };

interface Answers {
  readonly [status: string]: Json;
}

const replies = (answers: Answers) =>
  Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      { description: "", content: { "application/json": { schema } } },
    ]),
  );

/** A document with an operation for each path. */
function document(operations: Readonly<Record<string, Answers>>, more: object = {}): string {
  const paths = Object.entries(operations).map(([path, answers]) => [
    path,
    { get: { responses: replies(answers) } },
  ]);
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "", version: "1" },
    paths: Object.fromEntries(paths),
    ...more,
  });
}

const apiOf = (source: string) =>
  readContract(httpContracts, { "api/openapi.json": source }, "api/openapi.json") as Parameters<
    typeof narrowHttp
  >[0];

function narrow(source: string, list: string) {
  return narrowHttp(apiOf(source), "web/uses.yaml", {
    read: (path) => (path === "web/uses.yaml" ? list : undefined),
    list: () => [],
  });
}

/** What a client that uses only what the list says and a server have to say to each other. */
function between(client: string, list: string, server: string) {
  const reading = narrow(client, list);
  if (reading.kind === "problems") throw new Error(JSON.stringify(reading.problems));
  return httpContracts.compare(reading.contract, apiOf(server), httpContracts.defaults);
}

/** "line:column message". */
function mistakes(list: string, source: string): string[] {
  const reading = narrow(source, list);
  return reading.kind === "problems"
    ? reading.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
    : [];
}

const object = (properties: Readonly<Record<string, Json>>, required = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
});
const client = document({
  "/carts/{id}": { 200: object({ total: number, note: text }), 404: object({ message: text }) },
  "/old": { 200: text },
});

describe("operations that are not listed", () => {
  test("are not called", () => {
    const server = document({ "/carts/{id}": { 200: object({ total: number, note: text }) } });
    expect(
      outcomes(between(client, "operations: { GET /old: {} }", server), "http/endpoint-missing"),
    ).toEqual(["breaking"]);
    expect(between(client, "operations: { 'get /carts/{number}': }", server)).toEqual([]);
  });
  test("may stand in a document that cannot be read", () => {
    const outside = JSON.parse(client);
    outside.paths["/far"] = { $ref: "https://example.com/far.yaml" };
    const server = document({ "/old": { 200: text } });
    const all = httpContracts.compare(apiOf(JSON.stringify(outside)), apiOf(server), httpContracts.defaults);
    expect(outcomes(all, "http/paths-unread")).toEqual(["unknown"]);
    expect(between(JSON.stringify(outside), "operations: { GET /old: {} }", server)).toEqual([]);
    outside.paths["/old"].$ref = "https://example.com/old.yaml";
    const used = between(JSON.stringify(outside), "operations: { GET /old: {} }", server);
    expect(outcomes(used, "http/paths-unread")).toEqual(["unknown"]);
  });
});

describe("fields that are not read", () => {
  const server = (answers: Answers) => document({ "/carts/{id}": answers, "/old": { 200: text } });
  const reads = (what: string) => `operations: { "GET /carts/{id}": { reads: ${what} } }`;

  test("of a success; what an error says is read whole", () => {
    const changed = server({ 200: object({ total: number }), 404: object({ code: number }) });
    const found = between(client, reads("[/total]"), changed).filter(({ outcome }) => outcome !== "notice");
    expect(found.map(({ ruleId, why }) => [ruleId, why.slice(0, 12)])).toEqual([
      ["http/response-field-required", "response 404"],
    ]);
    expect(
      between(
        client,
        reads("[/total]"),
        server({ 200: object({ total: number }), 404: object({ message: text }) }),
      ),
    ).toEqual([]);
  });
  test("of each status that is named", () => {
    const changed = server({ 200: object({}), 404: object({ code: number }) });
    expect(
      outcomes(between(client, reads("{ 4XX: [] }"), changed), "http/response-field-required"),
    ).toHaveLength(2);
    expect(between(client, reads("{ 200: [], 404: [] }"), changed)).toEqual([]);
  });
  test("are missing in a place that the contract shows, not the narrowed copy of it", () => {
    const [found] = between(
      client,
      reads("[/total]"),
      server({ 200: object({ note: text }), 404: object({ message: text }) }),
    );
    expect(found?.place).toMatchObject({ document: "api/openapi.json" });
    expect(found?.place.pointer).toBe(
      "/paths/~1carts~1{id}/get/responses/200/content/application~1json/schema",
    );
    expect(found?.claim).toBeDefined();
  });
  test("may be undecided; what is read may not", () => {
    const odd = (type: Json) =>
      object({ total: number, odd: { $dynamicRef: "#odd", ...object({ a: type }) } });
    const [one, other] = [text, number].map((type) => document({ "/carts/{id}": { 200: odd(type) } }));
    expect(between(one ?? "", reads("[/total]"), other ?? "")).toEqual([]);
    for (const path of ["/odd", "/odd/a"])
      expect(
        outcomes(between(one ?? "", reads(`[${path}]`), other ?? ""), "http/response-undecided"),
      ).toEqual(["unknown"]);
  });
  test("may tell alternatives apart, by another name for each", () => {
    const pets = (mapping: object) =>
      document(
        { "/carts/{id}": { 200: { $ref: "#/components/schemas/Pet" } } },
        {
          components: {
            schemas: {
              Pet: {
                oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }],
                discriminator: { propertyName: "kind", mapping },
              },
              Cat: object({ kind: text, name: text }),
              Dog: object({ kind: text, name: text }),
            },
          },
        },
      );
    const old = pets({ cat: "Cat", dog: "#/components/schemas/Dog" });
    const turned = pets({ cat: "Dog", dog: "Cat" });
    expect(between(old, reads("[/name]"), turned)).toEqual([]);
    expect(outcomes(between(old, reads("[/name, /kind]"), turned), "http/not-analysed")).toEqual(["unknown"]);
    const grown = pets({ cat: "Cat", dog: "#/components/schemas/Dog" }).replace(
      '"version":"1"',
      '"version":"2"',
    );
    const renamed = grown.replace(
      '"Dog":{"type":"object"',
      '"Dog":{"title":"dog","minProperties":1,"type":"object"',
    );
    expect(between(old, reads("[/name, /kind]"), renamed)).toEqual([]);
  });
});

describe("a wrong list says where and why", () => {
  const cases: readonly (readonly [list: string, said: string])[] = [
    ["operations: {}", "1:1 `operations` must be a mapping with at least one operation"],
    ["opertions: { GET /old: {} }", "1:1 there is no key"],
    [
      "operations:\n  GET /older: {}",
      "2:3 api/openapi.json has no operation GET /older. Did you mean `GET /old`?",
    ],
    ["operations:\n  FETCH: {}", '2:3 "FETCH" is no operation'],
    ["operations:\n  GET /old: {}\n  get /old: {}", "3:3 get /old stands here twice"],
    ["operations:\n  GET /old: { read: [] }", '2:15 there is no key "read" here. Did you mean `reads`?'],
    ["operations:\n  GET /old: all", "2:3 an operation is a mapping"],
    ["operations:\n  GET /old: { reads: all }", "2:15 `reads` is a list of fields"],
    ["operations:\n  GET /old: { reads: { 2OO: [] } }", '2:24 "2OO" is no status'],
    ["operations:\n  GET /old: { reads: { 200: all } }", "2:24 this must be a list of fields"],
    ["operations:\n  GET /old: { reads: { 204: [/a] } }", "2:30 api/openapi.json has no body for 204"],
    ["operations:\n  GET /old: { reads: [total] }", '2:23 "total" is no JSON pointer'],
    ["operations:\n  GET /old: { reads: [/a~2] }", '2:23 "/a~2" is no JSON pointer'],
    ["operations:\n  GET /old: { reads: [7] }", "2:23 7 is no JSON pointer"],
    ["operations:\n  GET /old: { reads: [/a] }", '2:23 api/openapi.json has no "a" in the body of 2XX'],
    ["operations:\n  GET /carts/{id}: { reads: [/totl] }", "Did you mean `total`?"],
    ["operations:\n  GET /carts/{id}: { reads: [/total/net] }", 'has no "net" in /total of 2XX'],
    ["operations:\n  GET /carts/{id}: { reads: [/message] }", 'has no "message" in the body of 2XX'],
    ["operations:\n  GET /carts/{id}: { reads: [/0] }", 'has no "0" in the body of 2XX'],
    ["operations: [GET /old]", "`operations` must be a mapping"],
    ["true", "`operations` must be a mapping"],
    ["- a", "a list, not an object"],
    ["operations: {a: 1", "1:"],
    ["", "empty"],
    [`operations: { GET /old: { reads: [/${"a/".repeat(usesLimits.steps + 1)}] } }`, "(limit steps)"],
    [`operations: { GET /old: { reads: [${"/a, ".repeat(usesLimits.paths + 1)}] } }`, "(limit paths)"],
  ];
  test.each(cases.map(([list, said]) => [list.slice(0, 60), list, said]))("%j", (_, list, said) => {
    expect(mistakes(list, client).join("\n")).toContain(said);
  });
  test("all that is wrong at once", () => {
    expect(
      mistakes("operations:\n  GET /a: {}\n  GET /old: { reads: [/b, c] }\nmore: 1", client),
    ).toHaveLength(2);
    expect(mistakes("operations:\n  GET /a: {}\n  GET /old: { reads: [/b] }", client)).toHaveLength(2);
  });
  test("names of the language are fields like any other", () => {
    for (const name of ["__proto__", "constructor", "toString"])
      expect(mistakes(`operations: { 'GET /carts/{id}': { reads: [/${name}] } }`, client)).toHaveLength(1);
    const source = document({ "/a": { 200: JSON.parse('{"properties":{"__proto__":{"type":"string"}}}') } });
    expect(mistakes("operations: { GET /a: { reads: [/__proto__] } }", source)).toEqual([]);
  });
});

test("a field counts as declared wherever the schema says something of it, and where a part cannot be read", () => {
  const schemas: readonly (readonly [Json, string])[] = [
    [{ allOf: [object({ b: text }), { anyOf: [object({ a: text })] }] }, "/a"],
    [{ additionalProperties: object({ b: text }) }, "/a/b"],
    [{ patternProperties: { "^x": text } }, "/a"],
    [{ type: "array", items: object({ b: text }) }, "/*/b"],
    [{ prefixItems: [text, object({ b: text })] }, "/1/b"],
    [object({ a: true }), "/a"],
    [{ $ref: "https://example.com/a.json" }, "/a/b/c"],
  ];
  for (const [schema, path] of schemas)
    expect([
      schema,
      mistakes(`operations: { GET /a: { reads: ["${path}"] } }`, document({ "/a": { 200: schema } })),
    ]).toEqual([schema, []]);
  for (const free of [
    { type: "object" },
    { additionalProperties: true },
    { additionalProperties: {} },
    true,
    object({ a: false }),
  ])
    expect(
      mistakes("operations: { GET /a: { reads: [/a] } }", document({ "/a": { 200: free } })),
    ).toHaveLength(1);
});

test("a list that would make too many schemas is refused", () => {
  const again = { $ref: "#/components/schemas/T" };
  const wide = Object.fromEntries([..."abcde"].map((name) => [name, { allOf: Array(400).fill(again) }]));
  const source = document({ "/a": { 200: again } }, { components: { schemas: { T: object(wide) } } });
  const paths = [...Array(99).keys()].map((index) =>
    [...(index * 7919).toString(5).padStart(8, "0")].map((digit) => `/${"abcde"[Number(digit)]}`).join(""),
  );
  const [said = ""] = mistakes(`operations: { GET /a: { reads: [${paths.join(", ")}] } }`, source);
  expect(said).toContain("(limit schemas)");
});
