import { describe, expect, test } from "vitest";
import { asyncApi3, asyncMessages } from "../../../../test/support/asyncapi-story.ts";
import { messages, readContract } from "../../../../test/support/contract-story.ts";
import { judge } from "../../../../test/support/independent-validator.ts";
import { eventContracts } from "./event-contracts.ts";

const told = (...of: Parameters<typeof messages>) =>
  messages(...of).map(({ outcome, ruleId, operation }) => `${outcome} ${ruleId} ${operation}`);

/** An event of one type and version, with fields that are always there. */
const event = (type: unknown, version: unknown, ...fields: string[]) => ({
  type: "object",
  required: ["type", "version", ...fields],
  properties: {
    type,
    version,
    ...Object.fromEntries(fields.map((name) => [name, { type: "string" }])),
  },
});
const order = (version: number, ...fields: string[]) =>
  event({ const: "order" }, { const: version }, ...fields);

describe("a consumer that knows versions 1 and 2 of a type", () => {
  const knows = { "order.v1": order(1, "total"), "order.v2": order(2, "sum") };

  test.each([
    ["in a file of the same name", { "order.v2": order(2, "sum") }],
    ["whatever the file is called", { order: order(2, "sum") }],
    ["both at once", { "order.v1": order(1, "total"), "order.v2": order(2, "sum") }],
    ["both as alternatives of one file", { order: { oneOf: [order(1, "total"), order(2, "sum")] } }],
    ["both in one schema", { order: { ...event({ const: "order" }, { enum: [1, 2] }, "total", "sum") } }],
  ])("takes them: %s", (_, sent) => {
    expect(told(sent, knows)).toEqual([]);
  });

  test("takes them as alternatives of one file too", () => {
    const one = { order: { oneOf: [order(1, "total"), order(2, "sum")] } };
    expect(told({ "order.v2": order(2, "sum") }, one)).toEqual([]);
    expect(told({ order: order(2, "sum") }, one)).toEqual([]);
    expect(told({ order: order(2, "total") }, one)).toEqual(["breaking events/value order"]);
  });

  test.each([
    ["in a file of its own", { "order.v3": order(3, "sum") }],
    ["in the file of the second", { "order.v2": order(3, "sum") }],
    ["beside those it knows", { "order.v1": order(1, "total"), "order.v3": order(3, "sum") }],
  ])("does not take version 3: %s", (_, sent) => {
    const found = messages(sent, knows);
    expect(found.map(({ outcome }) => outcome)).toEqual(["breaking"]);
    const { claim } = found[0] ?? {};
    expect(claim?.value).toMatchObject({ type: "order", version: 3 });
    const kind = (schema: unknown) =>
      claim && judge({ dialect: claim.dialect, schema, value: claim.value }).kind;
    expect([kind(claim?.sent), kind(claim?.accepted)]).toEqual(["valid", "invalid"]);
  });

  test("is held to the version that is sent, not to its other one", () => {
    expect(told({ order: order(2, "total") }, knows)).toEqual(["breaking events/field-required order"]);
  });

  test("that lists both in one schema does not take version 3 either", () => {
    const lists = { order: event({ const: "order" }, { enum: [1, 2] }) };
    expect(told({ order: order(2) }, lists)).toEqual([]);
    const [found] = messages({ order: order(3) }, lists);
    expect(found).toMatchObject({ ruleId: "events/type-changed", outcome: "breaking" });
    expect(found?.claim?.value).toMatchObject({ version: 3 });
  });
});

test("a version alone says nothing of the type: other types of the same version are not meant", () => {
  const versioned = (version: number, ...fields: string[]) => ({
    type: "object",
    required: ["version", ...fields],
    properties: {
      version: { const: version },
      ...Object.fromEntries(fields.map((name) => [name, { type: "string" }])),
    },
  });
  const knows = { order: versioned(1, "total"), cart: versioned(2) };
  expect(told({ order: versioned(2, "total") }, knows)).toEqual(["breaking events/type-changed order"]);
  // But `order.v2` is the second version of `order`.
  const both = { "order.v1": versioned(1, "total"), "order.v2": versioned(2, "sum") };
  expect(told({ order: versioned(2, "sum") }, both)).toEqual([]);
});

describe("CloudEvents", () => {
  const cloud = (type: string, dataschema: string, data: object) => ({
    type: "object",
    required: ["specversion", "id", "source", "type", "dataschema", "data"],
    properties: {
      specversion: { const: "1.0" },
      id: { type: "string" },
      source: { type: "string" },
      type: { const: type },
      dataschema: { const: dataschema },
      data,
    },
  });
  const uri = (version: number) => `https://schemas.example.com/order/${version}`;
  const data = (field: string) => ({
    type: "object",
    required: [field],
    properties: { [field]: { type: "string" } },
  });

  test("another dataschema is another version: a consumer of both takes both, each by its own schema", () => {
    const both = { a: cloud("order", uri(1), data("total")), b: cloud("order", uri(2), data("sum")) };
    expect(told({ order: cloud("order", uri(2), data("sum")) }, both)).toEqual([]);
    expect(told({ order: cloud("order", uri(2), data("total")) }, both)).toEqual([
      "breaking events/field-required order",
    ]);
  });

  test("a consumer of the first only does not take the second, and the value shows it", () => {
    const [found, ...more] = messages(
      { order: cloud("order", uri(2), data("total")) },
      { order: cloud("order", uri(1), data("total")) },
    );
    expect(more).toEqual([]);
    expect(found).toMatchObject({ outcome: "breaking", ruleId: "events/type-changed" });
    expect(found?.claim?.value).toMatchObject({ dataschema: uri(2) });
  });

  test("in binary mode the headers say the type", () => {
    const binary = (type: string, field: string) => ({
      headers: { type: "object", required: ["ce_type"], properties: { ce_type: { const: type } } },
      payload: data(field),
    });
    const knows = asyncApi3({ X: binary("order.v1", "total"), Y: binary("order.v2", "sum") });
    const found = (type: string, field: string) =>
      asyncMessages(asyncApi3({ A: binary(type, field), B: binary("order.v1", "total") }), knows).map(
        ({ ruleId }) => ruleId,
      );
    expect(found("order.v2", "sum")).toEqual([]);
    expect(found("order.v2", "total")).toEqual(["events/field-required"]);
    expect(found("order.v3", "sum")).toEqual(["events/type-unknown"]);
  });
});

test("one file with every type on one side, a folder on the other", () => {
  const types = {
    placed: event({ const: "placed" }, { const: 1 }, "id"),
    gone: event({ const: "gone" }, { const: 1 }),
  };
  const folder = (all: object) =>
    readContract(
      eventContracts,
      Object.fromEntries(
        Object.entries(all).map(([name, schema]) => [`e/${name}.json`, JSON.stringify(schema)]),
      ),
      "e",
    );
  const file = (schema: object) =>
    readContract(eventContracts, { "e.json": JSON.stringify(schema) }, "e.json");
  const ids = (
    ...[from, to]: Parameters<typeof eventContracts.compare> extends [infer A, infer B, ...unknown[]]
      ? [A, B]
      : never
  ) =>
    eventContracts
      .compare(from, to, eventContracts.defaults)
      .map(({ outcome, ruleId }) => `${outcome} ${ruleId}`);
  const all = file({ oneOf: Object.values(types) });
  expect(ids(folder(types), all)).toEqual([]);
  expect(ids(all, folder(types))).toEqual([]);
  expect(ids(all, folder({ placed: types.placed }))).toEqual(["breaking events/type-unknown"]);
  expect(ids(folder({ ...types, more: event({ const: "more" }, { const: 1 }) }), all)).toEqual([
    "breaking events/type-unknown",
  ]);
});
