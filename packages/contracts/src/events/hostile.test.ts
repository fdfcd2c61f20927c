import { describe, expect, test } from "vitest";
import { asyncApi2, asyncApi3, asyncMessages } from "../../../../test/support/asyncapi-story.ts";
import { complaints, messages, readContract } from "../../../../test/support/contract-story.ts";
import type { CompareContext } from "../contract.ts";
import { eventContracts } from "./event-contracts.ts";

/** Pairs that differ in something that counts: none may pass without a word. */

const has = (...names: string[]) => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
  required: names,
});
const payload = has("a");
const three = (more: object) => asyncApi3({ A: { payload } }, more);
const one = (message: object) => asyncApi3({ A: { payload, ...message } });
const avro = (type: string) => ({
  schemaFormat: "application/vnd.apache.avro;version=1.9.0",
  schema: { type: "record", name: "A", fields: [{ name: "a", type }] },
});
const channels = (...list: readonly (readonly [string, object])[]) =>
  three({
    channels: Object.fromEntries(
      list.map(([address, all], index) => [`c${index}`, { address, messages: all }]),
    ),
    operations: {},
  });
const polymorphic = (children: object) =>
  asyncApi2(
    { A: { payload: { $ref: "#/components/schemas/Pet" } } },
    {
      components: {
        schemas: { Pet: { ...has("kind"), discriminator: "kind" }, ...children },
      },
    },
  );
const child = (...names: string[]) => ({ allOf: [{ $ref: "#/components/schemas/Pet" }, has(...names)] });
const withParameter = (parameter: object) =>
  three({
    channels: {
      c: { address: "orders/{region}", parameters: { region: parameter }, messages: { A: { payload } } },
    },
    operations: {},
  });
const files = (main: object, more: Record<string, unknown>) => ({
  "asyncapi.yaml": asyncApi3({ A: main }),
  ...Object.fromEntries(Object.entries(more).map(([path, value]) => [path, JSON.stringify(value)])),
});

type Side = Parameters<typeof asyncMessages>[0];
const pairs: readonly [what: string, sent: Side, taken: Side, context?: CompareContext][] = [
  [
    "a message moves to another channel",
    channels(["a", { A: { payload } }], ["b", {}]),
    channels(["a", {}], ["b", { A: { payload } }]),
  ],
  [
    "the same name on two channels, with the shapes exchanged",
    channels(["a", { A: { payload } }], ["b", { A: { payload: has("b") } }]),
    channels(["a", { A: { payload: has("b") } }], ["b", { A: { payload } }]),
  ],
  [
    "one more message of an operation",
    asyncApi2({ A: { payload }, B: { payload } }),
    asyncApi2({ A: { payload } }),
  ],
  [
    "a message takes the place of another with the same shape",
    asyncApi3({ Placed: { payload } }),
    asyncApi3({ Cancelled: { payload } }),
  ],
  ["the payload lies on another server", one({ payload: { $ref: "https://example.com/b.json" } }), one({})],
  ["nothing is said of the payload any more", one({ payload: undefined }), one({})],
  ["anything may be sent", one({ payload: true }), one({})],
  [
    "the default content type",
    three({ defaultContentType: "text/csv" }),
    three({ defaultContentType: "application/json" }),
  ],
  [
    "a trait gives another content type",
    one({ traits: [{ contentType: "text/csv" }] }),
    one({ contentType: "application/json" }),
  ],
  [
    "a trait in another file needs a header",
    files({ payload }, {}),
    files({ payload, traits: [{ $ref: "t.json" }] }, { "t.json": { headers: has("h") } }),
  ],
  [
    "a header that lies in another file",
    files({ payload, headers: { $ref: "h.json" } }, { "h.json": has("a") }),
    files({ payload, headers: { $ref: "h.json" } }, { "h.json": has("b") }),
  ],
  ["a schema of Avro changes", one({ payload: avro("int") }), one({ payload: avro("string") })],
  [
    "only the version of the language changes",
    one({ payload: avro("int") }),
    one({ payload: { ...avro("int"), schemaFormat: "application/vnd.apache.avro;version=1.8.0" } }),
  ],
  ["JSON Schema becomes Avro", one({ payload: avro("int") }), one({})],
  ["Avro becomes JSON Schema", one({}), one({ payload: avro("int") })],
  [
    "the binary encoding of changed fields",
    one({ contentType: "application/x-protobuf", payload: has("a", "b") }),
    one({ contentType: "application/x-protobuf" }),
  ],
  [
    "a Kafka key of another type",
    one({ bindings: { kafka: { key: { type: "integer" } } } }),
    one({ bindings: { kafka: { key: { type: "string" } } } }),
  ],
  [
    "a Kafka topic",
    three({
      channels: { c: { address: "a", bindings: { kafka: { topic: "b" } }, messages: { A: { payload } } } },
      operations: {},
    }),
    channels(["a", { A: { payload } }]),
  ],
  [
    "the values of a channel's parameter",
    withParameter({ enum: ["eu", "us"] }),
    withParameter({ enum: ["eu"] }),
  ],
  [
    "a new child of a schema with a discriminator",
    polymorphic({ Cat: child("claws"), Dog: child("bark") }),
    polymorphic({ Cat: child("claws") }),
  ],
  [
    "a changed child of a schema with a discriminator",
    polymorphic({ Cat: child("claws") }),
    polymorphic({ Cat: child("tail") }),
  ],
  [
    "messages without names, of which one is new",
    asyncApi2({ "": { name: undefined, payload }, " ": { name: undefined, payload: has("b") } }),
    asyncApi2({ "": { name: undefined, payload }, " ": { name: undefined, payload: has("c") } }),
  ],
  [
    "the two ends exchange their roles",
    three({
      operations: { o: { action: "send", channel: { $ref: "#/channels/orders" } } },
      channels: { orders: { address: "a", messages: { A: { payload } } } },
    }),
    three({
      operations: { o: { action: "receive", channel: { $ref: "#/channels/orders" } } },
      channels: { orders: { address: "b", messages: { A: { payload } } } },
    }),
    { describes: "each" },
  ],
];

test.each(pairs.map(([what, ...rest]) => ({ what, rest })))("$what", ({ rest: [sent, taken, context] }) => {
  const found = asyncMessages(sent, taken, {}, context);
  expect(found.map(({ outcome }) => outcome).filter((outcome) => outcome !== "notice")).not.toEqual([]);
});

const constant = (type: unknown, version: unknown, ...names: string[]) => ({
  type: "object",
  required: ["type", "version", ...names],
  properties: { type, version, ...has(...names).properties },
});
const v = (version: number, ...names: string[]) => constant({ const: "order" }, { const: version }, ...names);

const sets: readonly (readonly [
  what: string,
  sent: Record<string, unknown>,
  taken: Record<string, unknown>,
])[] = [
  [
    "version 3 beside 1 and 2",
    { o: constant({ const: "order" }, { enum: [1, 2, 3] }) },
    { a: v(1), b: v(2) },
  ],
  ["the fields of another version", { o: v(2, "total") }, { a: v(1, "total"), b: v(2, "sum") }],
  ["a version that is written as a text", { o: constant({ const: "order" }, { const: "2" }) }, { o: v(2) }],
  ["any version at all", { o: constant({ const: "order" }, { type: "integer" }) }, { a: v(1), b: v(2) }],
  ["any type at all", { o: constant({ type: "string" }, { const: 1 }) }, { o: v(1), p: v(2) }],
  [
    "types exchanged between two files",
    { a: constant({ const: "x" }, { const: 1 }), b: constant({ const: "y" }, { const: 1 }, "n") },
    { a: constant({ const: "y" }, { const: 1 }, "n", "m"), b: constant({ const: "x" }, { const: 1 }) },
  ],
  [
    "a type that only the envelope lists",
    { gone: constant({ const: "gone" }, { const: 1 }) },
    {
      envelope: constant({ enum: ["order", "gone"] }, { const: 1 }),
      order: { allOf: [{ $ref: "envelope.json" }, v(1)] },
    },
  ],
  [
    "an alternative that the consumer lacks",
    { o: { oneOf: [v(1), constant({ const: "gone" }, { const: 1 })] } },
    { a: v(1) },
  ],
  [
    "alternatives that say nothing of their type",
    { o: { oneOf: [has("a"), has("b")] } },
    { x: has("a"), y: has("b") },
  ],
  ["a type in upper case", { o: constant({ const: "Order" }, { const: 1 }) }, { o: v(1) }],
];

test.each(sets)("%s", (_, sent, taken) => {
  const outcomes = messages(sent, taken).map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome !== "notice")).not.toEqual([]);
});

describe("documents that say nothing", () => {
  test("are no contract: with them everything would fit", () => {
    const said = (document: object) =>
      complaints(eventContracts, { "a.yaml": JSON.stringify(document) }, "a.yaml");
    expect(said({ asyncapi: "3.0.0", info: {} })).toEqual(["it describes no message"]);
    expect(said({ asyncapi: "2.6.0", channels: { a: {} } })).toEqual(["it describes no message"]);
    expect(said({ asyncapi: "2.6.0", channels: { a: { x: 1, "x-b": {} } } })).toEqual([
      "it describes no message",
    ]);
  });
});

test("a file on one side and a folder on the other fit by no more than luck", () => {
  const one = readContract(eventContracts, { "order.json": '{"type":"object"}' }, "order.json");
  const two = readContract(
    eventContracts,
    { "e/order.json": JSON.stringify(payload), "e/cart.json": "{}" },
    "e",
  );
  for (const [from, to] of [
    [two, one],
    [one, two],
  ] as const) {
    const found = eventContracts.compare(from, to, eventContracts.defaults);
    expect(new Set(found.map(({ outcome, ruleId }) => `${outcome} ${ruleId}`))).toEqual(
      new Set(["unknown events/type-unknown"]),
    );
  }
});

test("a type of which one half is JSON Schema and the other Avro is not passed over", () => {
  const folder = (all: Record<string, string>) => readContract(eventContracts, all, "e");
  const json = folder({ "e/a.json": JSON.stringify(payload), "e/b.json": "{}" });
  const half = folder({ "e/a.avsc": "{}", "e/b.json": "{}" });
  const ids = [json, half].map((from) =>
    eventContracts
      .compare(from, from === json ? half : json, eventContracts.defaults)
      .map(({ outcome }) => outcome),
  );
  expect(ids).toEqual([["unknown"], ["unknown"]]);
});
