import { expect, test } from "vitest";
import { readContract } from "../../../../test/support/contract-story.ts";
import { httpContracts } from "./http-contracts.ts";

type Files = Readonly<Record<string, string>>;

function told(client: Files, server: Files): readonly string[] {
  const [from, to] = [client, server].map((files) => readContract(httpContracts, files, "api/openapi.yaml"));
  if (!from || !to) throw new Error("unreadable");
  return httpContracts
    .compare(from, to, httpContracts.defaults)
    .map(({ ruleId, outcome, operation, why }) => `${outcome} ${ruleId} ${operation}: ${why}`)
    .sort();
}

interface Version {
  readonly total: string;
  readonly note: string;
  readonly limit: number;
  readonly required: readonly string[];
  readonly scheme: string;
  readonly base: string;
}
const old: Version = {
  total: "integer",
  note: "string",
  limit: 10,
  required: ["total"],
  scheme: "basic",
  base: "/v1",
};
const changed: readonly Partial<Version>[] = [
  { total: "number" },
  { note: "boolean" },
  { limit: 5 },
  { required: ["total", "note"] },
  { scheme: "bearer" },
  { base: "/v2" },
  { total: "string", limit: 20, scheme: "digest", base: "/" },
];

/** All in one JSON document. */
function inOneFile({ total, note, limit, required, scheme, base }: Version): Files {
  const cart = {
    type: "object",
    required,
    properties: { total: { type: total }, note: { type: note }, next: { $ref: "#/components/schemas/Cart" } },
  };
  const body = { "application/json": { schema: { $ref: "#/components/schemas/Cart" } } };
  const parameters = [
    { name: "id", in: "path", required: true, schema: { type: "string" } },
    { name: "limit", in: "query", schema: { type: "integer", maximum: limit } },
  ];
  const operation = { parameters, responses: { 200: { description: "", content: body } } };
  return {
    "api/openapi.yaml": JSON.stringify({
      openapi: "3.1.0",
      info: { title: "", version: "1" },
      servers: [{ url: base }],
      security: [{ key: [] }],
      paths: {
        "/carts/{id}": {
          get: operation,
          put: { ...operation, requestBody: { required: true, content: body } },
        },
      },
      components: { schemas: { Cart: cart }, securitySchemes: { key: { type: "http", scheme } } },
    }),
  };
}

/** The same: path items, parameters and schemas in files of their own that refer to each other, parts shared by YAML. */
function inManyFiles({ total, note, limit, required, scheme, base }: Version): Files {
  return {
    "api/openapi.yaml": `
openapi: 3.1.0
info: { title: "", version: "1" }
servers: [{ url: ${base} }]
security: [{ key: [] }]
paths:
  /carts/{id}: { $ref: "paths/cart.yaml" }
components: { $ref: "shared/components.yaml" }
`,
    "api/paths/cart.yaml": `
parameters:
  - { $ref: "../shared/components.yaml#/parameters/Id" }
  - &limit
    name: limit
    in: query
    schema: { type: integer, maximum: ${limit} }
get: &operation
  responses: &responses
    200:
      description: ""
      content: &content
        application/json: { schema: { $ref: "../shared/schemas.yaml#/Cart" } }
put:
  <<: *operation
  requestBody: { required: true, content: *content }
`,
    "api/shared/components.yaml": `
parameters:
  Id: { name: id, in: path, required: true, schema: { type: string } }
securitySchemes:
  key: { $ref: "security.json#/key" }
schemas:
  Cart: { $ref: "schemas.yaml#/Cart" }
`,
    "api/shared/security.json": JSON.stringify({ key: { type: "http", scheme } }),
    "api/shared/schemas.yaml": `
Cart:
  type: object
  required: [${required.join(", ")}]
  properties:
    total: { type: ${total} }
    note: { type: ${note} }
    next: { $ref: "#/Cart" }
`,
  };
}

test.each(changed)("in many files %j is found as in one", (change) => {
  const newer = { ...old, ...change };
  for (const [client, server] of [
    [old, newer],
    [newer, old],
  ] as const) {
    const expected = told(inOneFile(client), inOneFile(server));
    expect(told(inManyFiles(client), inManyFiles(server))).toEqual(expected);
    expect(told(inOneFile(client), inManyFiles(server))).toEqual(expected);
    expect(told(inManyFiles(client), inOneFile(server))).toEqual(expected);
  }
  expect([...told(inOneFile(old), inOneFile(newer)), ...told(inOneFile(newer), inOneFile(old))]).not.toEqual(
    [],
  );
});

test("how an API is spread over files is no difference", () => {
  expect(told(inOneFile(old), inManyFiles(old))).toEqual([]);
  expect(told(inManyFiles(old), inOneFile(old))).toEqual([]);
});
