import { describe, expect, test } from "vitest";
import {
  analyse,
  type Files,
  pairsOf,
  ruleIdsOf,
  system,
  waitsOf,
} from "../../../../test/support/analysis-story.ts";
import { asyncApi3 } from "../../../../test/support/asyncapi-story.ts";
import { exitAsRequested, outcomeOf } from "../analysis/outcome.ts";
import type { Report } from "../analysis/report.ts";

/** An api and a worker of one version, and whatever lies at the path of their link. */
function shop(version: string, link: string, files: Files): Files {
  const components = { api: "kind: service", worker: "kind: worker" };
  return { ...system(version, components, [`{ from: api, to: worker, ${link} }`]), ...files };
}

const exitOf = (report: Report) => exitAsRequested(outcomeOf(report));
const findingOf = (report: Report) => Object.values(report.findings)[0];
const has = (...names: string[]) => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
  required: names,
});

describe("a language that is not compared", () => {
  const avro = (type: string) =>
    JSON.stringify({ type: "record", name: "Order", fields: [{ name: "a", type }] });
  const proto = (field: string) => `syntax = "proto3";\nmessage Order { string ${field} = 1; }\n`;
  const graphql = (field: string) => `type Query { ${field}: String }\n`;

  test.each([
    [
      "Avro",
      "events: api/order.avsc",
      { "api/order.avsc": avro("string") },
      { "api/order.avsc": avro("int") },
    ],
    [
      "Avro",
      "events: api/order.json",
      { "api/order.json": avro("string") },
      { "api/order.json": avro("int") },
    ],
    ["Avro", "events: api/e/", { "api/e/o.avsc": avro("string") }, { "api/e/o.avsc": avro("int") }],
    [
      "Protobuf",
      "events: api/order.proto",
      { "api/order.proto": proto("a") },
      { "api/order.proto": proto("b") },
    ],
    [
      "Protobuf",
      "http: api/proto/",
      { "api/proto/a.proto": proto("a") },
      { "api/proto/a.proto": proto("b") },
    ],
    ["GraphQL", "http: api/a.graphql", { "api/a.graphql": graphql("a") }, { "api/a.graphql": graphql("b") }],
    ["GraphQL", "events: api/a.gql", { "api/a.gql": graphql("a") }, { "api/a.gql": graphql("b") }],
    ["Avro", "store: api/a.avsc", { "api/a.avsc": avro("string") }, { "api/a.avsc": avro("int") }],
    ["Thrift", "events: api/a.thrift", { "api/a.thrift": "struct A {}" }, { "api/a.thrift": "struct B {}" }],
    ["Smithy", "http: api/a.smithy", { "api/a.smithy": "a" }, { "api/a.smithy": "b" }],
    [
      "RAML",
      "http: api/a.raml",
      { "api/a.raml": "#%RAML 1.0\n" },
      { "api/a.raml": "#%RAML 1.0\ntitle: a\n" },
    ],
    ["XML Schema", "events: api/a.xsd", { "api/a.xsd": "<a/>" }, { "api/a.xsd": "<b/>" }],
  ] as const)(
    "%s as %s is unknown where it changed, and fits where it did not",
    async (name, link, old, fresh) => {
      const report = await analyse(shop("1.0.0", link, old), shop("2.0.0", link, fresh));
      expect(pairsOf(report)).toEqual([
        "api@1.0.0 -> worker@2.0.0 unknown",
        "api@2.0.0 -> worker@1.0.0 unknown",
      ]);
      expect(exitOf(report)).toBe(3);
      expect(report.planning.kind).toBe("unproven");
      const { why, decides } = findingOf(report) ?? {};
      expect(why).toContain(name);
      expect(why).toMatch(/not compared/);
      expect(decides).toMatch(/\w/);
      expect(report.problems).toEqual([]);

      const same = await analyse(shop("1.0.0", link, old), shop("2.0.0", link, old));
      expect([pairsOf(same), exitOf(same)]).toEqual([[], 0]);
    },
  );

  test("among JSON Schemas in a folder hides nothing of them", async () => {
    const files = (type: string, ...fields: string[]) => ({
      "api/e/a.avsc": avro(type),
      "api/e/b.json": JSON.stringify(has(...fields)),
    });
    const link = "events: api/e/, queue: orders, retained: 4d";
    const report = await analyse(
      shop("1.0.0", link, files("string", "x")),
      shop("2.0.0", link, files("int", "x", "y")),
    );
    expect(ruleIdsOf(report)).toEqual(["events/field-required", "events/not-modelled"]);
    expect(pairsOf(report)).toEqual([
      "api@1.0.0 -> worker@2.0.0 breaking",
      "api@2.0.0 -> worker@1.0.0 unknown",
    ]);
  });
});

describe("a version that is gone while its messages are kept", () => {
  const link = "events: api/e/, queue: orders, retained: 14d";
  const at = (version: string, ...fields: string[]) =>
    shop(version, link, { "api/e/order.json": JSON.stringify(has(...fields)) });
  const [older, old, fresh] = [at("1.0.0", "a"), at("1.1.0", "a", "b"), at("2.0.0", "a", "b")];

  test("meets the new consumer, if it is said to have left some, and breaks it with a value", async () => {
    const needs = { ...fresh, "api/e/order.json": JSON.stringify(has("b")) };
    const report = await analyse(old, needs, { also: [older], left: [{ component: "api", label: "1.0.0" }] });
    expect(pairsOf(report)).toContain("api@1.0.0 -> worker@2.0.0 breaking");
    const values = Object.values(report.findings).map((each) => each.counterexample?.value);
    expect(values).toContainEqual({ a: expect.any(String) });
    expect(waitsOf(report).join("\n")).toContain("api@1.0.0");
  });

  test("is not passed over where nobody said so: a note tells what is assumed", async () => {
    const needs = { ...fresh, "api/e/order.json": JSON.stringify(has("b")) };
    const report = await analyse(old, needs, { also: [older] });
    expect(report.notes.join("\n")).toMatch(
      /api 1\.0\.0 is taken to be gone for longer than 14 days.*--left api@1\.0\.0/,
    );
    const fits = await analyse(
      old,
      { ...fresh, "api/e/order.json": JSON.stringify(has("a")) },
      { also: [older] },
    );
    expect(fits.notes.join("\n")).not.toContain("--left");
  });
});

describe("one AsyncAPI document of one application", () => {
  const document = (sends: object, takes: object) =>
    asyncApi3(
      {},
      {
        channels: {
          o: { address: "orders", messages: { Order: { payload: sends } } },
          p: { address: "packed", messages: { Packed: { payload: takes } } },
        },
        operations: {
          place: { action: "send", channel: { $ref: "#/channels/o" } },
          pack: { action: "receive", channel: { $ref: "#/channels/p" } },
        },
      },
    );
  const both = (version: string, sends: object, takes: object): Files => ({
    ...system(version, { api: "kind: service", worker: "kind: worker" }, [
      "{ from: api, to: worker, events: api/asyncapi.yaml, queue: orders, retained: 4d }",
      "{ from: worker, to: api, events: api/asyncapi.yaml, queue: packed, retained: 4d }",
    ]),
    "api/asyncapi.yaml": document(sends, takes),
  });

  test("serves its two links, each with its own direction", async () => {
    const report = await analyse(both("1.0.0", has("a"), has("x")), both("2.0.0", has("a"), has("x", "y")));
    expect(pairsOf(report)).toEqual(["worker@1.0.0 -> api@2.0.0 breaking"]);
    expect(Object.values(report.findings).map(({ operation }) => operation)).toEqual(["Packed on packed"]);
  });
});

test("a consumer that skips what it does not know is told, and nothing breaks", async () => {
  const at = (version: string, unread: string, ...names: string[]) =>
    shop(
      version,
      `events: api/e/, queue: orders, retained: 4d${unread}`,
      Object.fromEntries(names.map((name) => [`api/e/${name}.json`, JSON.stringify(has(name))])),
    );
  const breaks = await analyse(at("1.0.0", "", "a"), at("2.0.0", "", "a", "b"));
  expect(pairsOf(breaks)).toEqual(["api@2.0.0 -> worker@1.0.0 breaking"]);
  const fine = ", unread: fine";
  const skips = await analyse(at("1.0.0", fine, "a"), at("2.0.0", fine, "a", "b"));
  expect([pairsOf(skips), exitOf(skips)]).toEqual([[], 0]);
  expect(Object.values(skips.findings).map(({ outcome, ruleId }) => `${outcome} ${ruleId}`)).toEqual([
    "notice events/type-unknown",
  ]);
});
