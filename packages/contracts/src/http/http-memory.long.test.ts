import type { Observation } from "@crossfade/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { apiHistory } from "../../../../test/histories/history.ts";
import { describeWithFixture } from "../../../../test/support/require-or-skip.ts";
import type { CompareSettings, Contract } from "../contract.ts";
import { httpContracts } from "./http-contracts.ts";

const { compare, defaults, memory: newMemory } = httpContracts;

/** Everything that is told, schemas of claims and order included. */
function told(observations: readonly Observation[]): readonly string[] {
  return observations.map((each) => JSON.stringify(each));
}

/** Compares each version with each other, as they are and with a memory; gives what was told without. */
function heldAgainstEachOther(
  versions: readonly Contract[],
  settings: CompareSettings = defaults,
): readonly Observation[] {
  const memory = newMemory?.();
  if (!memory) throw new Error("http has a memory");
  return versions.flatMap((client) =>
    versions.flatMap((server) => {
      const plain = compare(client, server, settings);
      const shared = compare(client, server, settings, undefined, memory);
      expect(told(shared)).toEqual(told(plain));
      return plain;
    }),
  );
}

describeWithFixture("openapi-histories", (root) => {
  test("a history is told the same, whether its versions share what was found out or not", () => {
    const versions = apiHistory(root, "dialogporten", 8).releases.map(({ contract }) => contract);
    expect(versions.length).toBeGreaterThan(3);
    expect(heldAgainstEachOther(versions).length).toBeGreaterThan(100);
  });
});

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const text = { type: "string" };
const pet = "#/components/schemas/Pet";
const json = (schema: Json) => ({ "application/json": { schema } });
const answer = (schema: Json) => ({ description: "ok", content: json(schema) });

const base: Json = {
  openapi: "3.0.3",
  info: { title: "pets", version: "1" },
  servers: [{ url: "https://pets.example/v1" }],
  security: [{ key: [] }],
  paths: {
    "/pets": {
      parameters: [{ name: "limit", in: "query", schema: { type: "integer", maximum: 100, default: 10 } }],
      get: {
        responses: {
          "200": {
            ...answer({ type: "array", items: { $ref: pet } }),
            headers: { "X-Next": { schema: { type: "string", maxLength: 20 } } },
          },
          "404": { $ref: "#/components/responses/Gone" },
        },
      },
      post: {
        requestBody: { content: json({ $ref: pet }) },
        responses: { "201": answer({ $ref: pet }) },
      },
    },
    "/pets/{id}": {
      parameters: [{ $ref: "#/components/parameters/Id" }],
      get: { deprecated: false, responses: { "200": answer({ $ref: pet }) } },
      put: {
        requestBody: { required: true, content: json({ allOf: [{ $ref: pet }, { required: ["name"] }] }) },
        responses: { "200": answer({ oneOf: [{ $ref: pet }, { $ref: "#/components/schemas/Owner" }] }) },
        callbacks: {
          moved: {
            "{$request.body#/tag}": { post: { requestBody: { content: json(text) }, responses: {} } },
          },
        },
      },
      delete: {
        responses: { "204": { description: "gone" }, default: { $ref: "#/components/responses/Gone" } },
      },
    },
    "/owners/{id}": {
      parameters: [{ $ref: "#/components/parameters/Id" }],
      get: { responses: { "200": answer({ $ref: "#/components/schemas/Owner" }) } },
      patch: {
        requestBody: {
          content: {
            "application/xml": { schema: { $ref: "#/components/schemas/Owner" } },
            "multipart/form-data": {
              schema: { $ref: pet },
              encoding: { name: { contentType: "text/plain" } },
            },
          },
        },
        responses: { "200": { description: "ok" } },
      },
    },
  },
  components: {
    securitySchemes: { key: { type: "apiKey", in: "header", name: "x-key" } },
    parameters: { Id: { name: "id", in: "path", required: true, schema: { type: "string", minLength: 1 } } },
    responses: { Gone: answer({ type: "object", properties: { code: { enum: ["gone", "hidden"] } } }) },
    schemas: {
      Pet: {
        type: "object",
        required: ["id", "kind"],
        properties: {
          id: { type: "integer", readOnly: true },
          name: { type: "string", maxLength: 40, example: "Rex" },
          kind: { enum: ["cat", "dog"] },
          tag: { type: "string", nullable: true },
          secret: { type: "string", format: "byte", writeOnly: true },
          owner: { $ref: "#/components/schemas/Owner" },
          parent: { $ref: pet },
        },
      },
      Owner: {
        type: "object",
        properties: {
          name: text,
          since: { type: "string", format: "date" },
          pets: { type: "array", items: { $ref: pet }, maxItems: 5 },
          either: { anyOf: [{ type: "integer" }, { $ref: "#/components/schemas/Name" }] },
        },
        additionalProperties: false,
      },
      Name: { type: "string", pattern: "^[a-z]+$" },
    },
  },
};

/** What any place may hold instead. */
const words: readonly Json[] = [
  true,
  false,
  1,
  3,
  "string",
  "integer",
  "date-time",
  "byte",
  "x",
  { $ref: pet },
  { $ref: "#/components/schemas/Name" },
  { type: "string" },
  { type: ["string", "null"] },
  { type: "object", properties: { more: { $ref: pet } }, required: ["more"] },
];
/** What any object may say besides. */
const additions: readonly (readonly [string, Json])[] = [
  ["required", ["name", "kind"]],
  ["required", true],
  ["deprecated", true],
  ["x-sunset", "2030-01-01"],
  ["readOnly", true],
  ["writeOnly", true],
  ["nullable", true],
  ["additionalProperties", false],
  ["additionalProperties", { $ref: "#/components/schemas/Name" }],
  ["description", "other prose"],
  ["title", "other prose"],
  ["summary", "other prose"],
  ["$comment", "other prose"],
  ["default", 2],
  ["enum", ["cat"]],
  ["enum", ["cat", "dog", "cow"]],
  ["minLength", 3],
  ["maxItems", 2],
  ["format", "date-time"],
  ["discriminator", { propertyName: "kind", mapping: { cat: pet } }],
  ["oneOf", [{ $ref: pet }, { type: "string" }]],
  ["allOf", [{ $ref: "#/components/schemas/Owner" }]],
  ["not", { type: "null" }],
  ["example", { $ref: pet }],
  ["examples", { one: { $ref: "#/components/schemas/Name" } }],
  ["security", []],
  ["servers", [{ url: "https://pets.example/v2" }]],
  ["style", "deepObject"],
  ["$schema", "https://example.com/own"],
  ["$id", "https://example.com/other"],
  ["name", { type: "integer" }],
  ["/pets/{id}/me", { get: { responses: { "200": answer(text) } } }],
  ["410", { $ref: "#/components/responses/Gone" }],
];

interface Edit {
  readonly place: number;
  readonly kind: "leave out" | "put" | "add" | "turn round" | "dialect";
  readonly what: number;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  place: fc.nat(10_000),
  kind: fc.constantFrom("leave out", "put", "put", "add", "add", "add", "turn round", "dialect"),
  what: fc.nat(1_000),
});

/** Every object, with a key where it has one. */
function placesIn(value: Json, found: [Record<string, Json>, string][] = []): typeof found {
  if (typeof value !== "object" || value === null) return found;
  const holder = value as Record<string, Json>;
  for (const key of Object.keys(holder)) {
    found.push([holder, key]);
    placesIn(holder[key] ?? null, found);
  }
  return found;
}

function edited(document: Json, { place, kind, what }: Edit): Json {
  const copy = structuredClone(document) as Record<string, Json>;
  const places = placesIn({ paths: copy.paths ?? null, components: copy.components ?? null });
  const [holder, key] = places[place % places.length] ?? [copy, "paths"];
  const at = holder[key];
  if (kind === "dialect" && what % 8 === 0) copy.openapi = copy.openapi === "3.0.3" ? "3.1.0" : "3.0.3";
  else if (kind === "leave out" && !Array.isArray(holder)) delete holder[key];
  else if (kind === "put") holder[key] = words[what % words.length] ?? null;
  else if (typeof at !== "object" || at === null || Array.isArray(at)) return copy;
  else if (kind === "add") {
    const [name, value] = additions[what % additions.length] ?? ["", null];
    at[name] = structuredClone(value);
  } else if (kind === "turn round") holder[key] = Object.fromEntries(Object.entries(at).reverse());
  return copy;
}

function read(document: Json): readonly Contract[] {
  const written = JSON.stringify(document);
  const reading = httpContracts.read("api.json", { read: () => written, list: () => [] });
  return reading.kind === "contract" ? [reading.contract] : [];
}

const settings: fc.Arbitrary<CompareSettings> = fc.record({
  world: fc.constantFrom("closed", "open"),
  receiver: fc.constantFrom("strict", "tolerant"),
  replyReceiver: fc.constantFrom("tolerant", "open-enum"),
  appliesDefaults: fc.boolean(),
});

test("versions changed at random are told the same, whether they share what was found out or not", () => {
  const outcomes = new Map<string, number>();
  const rules = new Set<string>();
  fc.assert(
    fc.property(
      fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 5 }),
      settings,
      (steps, reading) => {
        const documents: Json[] = [base];
        for (const edits of steps) documents.push(edits.reduce(edited, documents.at(-1) ?? base));
        for (const each of heldAgainstEachOther(documents.flatMap(read), reading)) {
          outcomes.set(each.outcome, (outcomes.get(each.outcome) ?? 0) + 1);
          rules.add(each.ruleId);
        }
      },
    ),
    {
      numRuns: Number(process.env.MEMORY_RUNS ?? 25),
      seed: Number(process.env.MEMORY_SEED ?? 7),
      endOnFailure: true,
    },
  );
  for (const outcome of ["breaking", "unknown", "notice"]) expect(outcomes.get(outcome)).toBeGreaterThan(50);
  expect(rules.size).toBeGreaterThan(20);
}, 240_000);
