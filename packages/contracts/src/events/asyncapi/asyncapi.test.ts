import { describe, expect, test } from "vitest";
import { asyncApi2, asyncApi3, asyncMessages } from "../../../../../test/support/asyncapi-story.ts";
import { complaints, digestOf, readContract } from "../../../../../test/support/contract-story.ts";
import { eventContracts } from "../event-contracts.ts";

const told = (...of: Parameters<typeof asyncMessages>) =>
  asyncMessages(...of).map(({ outcome, ruleId, operation }) => `${outcome} ${ruleId} ${operation}`);
const needs = (...names: string[]) => ({ type: "object", required: names });
const has = (...names: string[]) => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
  required: names,
});
const missing = "breaking events/field-required OrderPlaced on orders";
const complaint = (document: object) =>
  complaints(eventContracts, { "a.yaml": JSON.stringify(document) }, "a.yaml");

describe("where messages are found", () => {
  test("behind references, in other files, in YAML with anchors", () => {
    const files = (required: string) => ({
      "asyncapi.yaml": `asyncapi: 2.6.0
x-any: &fast { bindings: { amqp: { expiration: 1 } } }
channels:
  orders:
    subscribe:
      <<: *fast
      message: { $ref: 'messages.yaml#/components/messages/OrderPlaced' }
`,
      "messages.yaml": `components:
  messages:
    OrderPlaced: { payload: { $ref: 'schemas/order.json' } }
`,
      "schemas/order.json": `{"type":"object","required":["${required}"],"properties":{"${required}":{}}}`,
    });
    expect(told(files("id"), files("id"))).toEqual([]);
    expect(told(files("id"), files("total"))).toEqual([missing]);
  });

  test("in each alternative of an operation (2.x), in those that an operation names (3.x)", () => {
    const two = asyncApi2({ A: { payload: has("a") }, B: { payload: has("b") } });
    expect(told(two, asyncApi2({ A: { payload: has("a") }, B: { payload: needs("c") } }))).toEqual([
      "breaking events/field-required B on orders",
    ]);
    const named = (payload: object) =>
      asyncApi3(
        { A: { payload: has("a") }, B: { payload } },
        {
          operations: {
            place: {
              action: "send",
              channel: { $ref: "#/channels/orders" },
              messages: [{ $ref: "#/channels/orders/messages/A" }],
            },
          },
        },
      );
    const context = { describes: "sender" } as const;
    expect(told(named(has("b")), named(needs("c")), {}, context)).toEqual([]);
    const all = asyncApi3({ A: { payload: has("a") }, B: { payload: needs("c") } });
    expect(told(named(has("b")), all, {}, context)).toEqual([]);
    expect(told(all, named(has("b")), {}, context)).toEqual(["breaking events/type-unknown B on orders"]);
  });

  test("among the components of a document without channels", () => {
    const library = (payload: object) =>
      JSON.stringify({ asyncapi: "3.0.0", components: { messages: { OrderPlaced: { payload } } } });
    expect(told(library(has("a")), library(needs("b")))).toEqual([
      "breaking events/field-required OrderPlaced",
    ]);
  });

  test("beside JSON Schemas in a folder; what they refer to is no type of its own", () => {
    const folder = (required: string) =>
      readContract(
        eventContracts,
        {
          "events/asyncapi.yaml": asyncApi3({ A: { payload: { $ref: "./a.json" } } }),
          "events/a.json": JSON.stringify(has("a")),
          "events/b.json": JSON.stringify(has(required)),
        },
        "events",
      );
    expect(eventContracts.summary(folder("b")).text).toBe("2 message types");
    const found = eventContracts.compare(folder("b"), folder("c"), eventContracts.defaults);
    expect(found.map(({ ruleId, operation }) => `${ruleId} ${operation}`)).toEqual([
      "events/field-required b",
    ]);
  });
});

describe("who sends what", () => {
  /** An api that sends orders and receives payments. */
  const two = (orders: object, payments: object) =>
    JSON.stringify({
      asyncapi: "2.6.0",
      channels: {
        orders: { subscribe: { message: { name: "Order", payload: orders } } },
        payments: { publish: { message: { name: "Payment", payload: payments } } },
      },
    });
  const three = (orders: object, payments: object) =>
    JSON.stringify({
      asyncapi: "3.0.0",
      channels: {
        o: { address: "orders", messages: { Order: { payload: orders } } },
        p: { address: "payments", messages: { Payment: { payload: payments } } },
      },
      operations: {
        place: { action: "send", channel: { $ref: "#/channels/o" } },
        pay: { action: "receive", channel: { $ref: "#/channels/p" } },
      },
    });

  test.each([
    ["2.x", two],
    ["3.x", three],
  ])("in %s the application that the document describes", (_, api) => {
    const [old, fresh] = [api(has("a"), has("a")), api(needs("b"), needs("b"))];
    const order = "breaking events/field-required Order on orders";
    const payment = "breaking events/field-required Payment on payments";
    expect(told(old, fresh, {}, { describes: "sender" })).toEqual([order]);
    expect(told(old, fresh, {}, { describes: "receiver" })).toEqual([payment]);
    // Nobody knows whose words they are: everything counts.
    expect(told(old, fresh).sort()).toEqual([order, payment]);
  });

  test("where each side has a document, what one sends meets what the other receives", () => {
    const worker = (payload: object) =>
      JSON.stringify({
        asyncapi: "2.6.0",
        channels: { orders: { publish: { message: { name: "Order", payload } } } },
      });
    const api = two(has("a"), has("x"));
    expect(told(api, worker(has("a")), {}, { describes: "each" })).toEqual([]);
    expect(told(api, worker(needs("b")), {}, { describes: "each" })).toEqual([
      "breaking events/field-required Order on orders",
    ]);
  });

  test("a channel that only the producer has is never passed over", () => {
    const on = (address: string) =>
      asyncApi3(
        { A: { payload: has("a") } },
        { channels: { orders: { address, messages: { A: { payload: has("a") } } } } },
      );
    const unknown = (word: string) => `${word} events/type-unknown A on invoices`;
    expect(told(on("invoices"), on("orders"))).toEqual([unknown("breaking")]);
    expect(told(on("invoices"), on("orders"), { unread: "fine" })).toEqual([unknown("notice")]);
    const each = { describes: "each" } as const;
    expect(told(on("invoices"), on("orders"), {}, each)).toEqual([unknown("unknown")]);
    expect(told(on("invoices"), on("orders"), { unread: "breaks" }, each)).toEqual([unknown("breaking")]);
    expect(told(on("invoices"), on("orders"), { unread: "fine" }, each)).toEqual([unknown("notice")]);
  });

  test("a channel's parameter may be renamed, and a Kafka topic counts before the channel's name", () => {
    const on = (address: string, bindings: object = {}) =>
      asyncApi3({}, { channels: { orders: { address, bindings, messages: { A: { payload: has("a") } } } } });
    expect(told(on("orders/{id}"), on("orders/{orderId}"))).toEqual([]);
    expect(told(on("orders"), on("orders", { kafka: { topic: "orders.v2" } }))).toEqual([
      "breaking events/type-unknown A on orders",
    ]);
  });

  test("the answers to a message are not compared: where they differ it is unknown", () => {
    const api = (payload: object) =>
      asyncApi3(
        { A: { payload: has("a") } },
        {
          channels: {
            orders: { address: "orders", messages: { A: { payload: has("a") } } },
            answers: { address: "answers", messages: { Answer: { payload } } },
          },
          operations: {
            place: {
              action: "send",
              channel: { $ref: "#/channels/orders" },
              reply: { channel: { $ref: "#/channels/answers" } },
            },
          },
        },
      );
    const context = { describes: "sender" } as const;
    expect(told(api(has("x")), api(has("x")), {}, context)).toEqual([]);
    expect(told(api(has("x")), api(has("y")), {}, context)).toEqual([
      "unknown events/not-modelled A on orders",
    ]);
  });
});

describe("traits", () => {
  const message = (own: object, ...traits: object[]) => ({ payload: has("a"), ...own, traits });
  const two = (own: object, ...traits: object[]) => asyncApi2({ OrderPlaced: message(own, ...traits) });
  const three = (own: object, ...traits: object[]) => asyncApi3({ OrderPlaced: message(own, ...traits) });

  test("give headers and content type", () => {
    for (const api of [two, three]) {
      expect(told(api({}), api({}, { headers: needs("trace") }))).toEqual([missing]);
      expect(told(api({}, { contentType: "text/csv" }), api({ contentType: "application/json" }))).toEqual([
        "breaking events/content-type OrderPlaced on orders",
      ]);
    }
  });

  test("win over the message in 2.x, and lose in 3.x", () => {
    const [json, csv] = [{ contentType: "application/json" }, { contentType: "text/csv" }];
    expect(told(two(json, csv), two(csv))).toEqual([]);
    expect(told(three(json, csv), three(json))).toEqual([]);
    expect(told(two(json, csv), two(json))).toHaveLength(1);
    expect(told(three(json, csv), three(csv))).toHaveLength(1);
  });

  test("add their headers to those of the message", () => {
    const both = three({ headers: has("a") }, { headers: has("b") });
    // The list of the message is the one that counts: lists are not added up.
    expect(told(three({ headers: has("a", "b") }), both)).toEqual([]);
    expect(told(three({ headers: has("b") }), both)).toEqual([missing]);
  });
});

describe("headers and keys", () => {
  test("a header that the consumer needs and the producer does not declare", () => {
    const [without, withIt] = [{ payload: has("a") }, { payload: has("a"), headers: needs("trace") }];
    expect(told(without, withIt)).toEqual([missing]);
    expect(told(withIt, without)).toEqual([]);
    expect(asyncMessages(without, withIt)[0]?.why).toMatch(/^message headers: /);
    // A document of another team may leave headers out.
    expect(told(without, withIt, {}, { describes: "each" })).toEqual([
      "unknown events/undecided OrderPlaced on orders",
    ]);
  });

  test("a header that nobody needs is no matter", () => {
    const optional = {
      payload: has("a"),
      headers: { type: "object", properties: { trace: { type: "string" } } },
    };
    expect(told({ payload: has("a") }, optional)).toEqual([]);
  });

  test("a key of another type cannot be read, and moves messages to other partitions", () => {
    const by = (type: string) => ({ payload: has("a"), bindings: { kafka: { key: { type } } } });
    expect(told(by("string"), by("integer"))).toEqual([
      "notice events/key-changed OrderPlaced on orders",
      "breaking events/type OrderPlaced on orders",
    ]);
  });
});

describe("schemas in other languages", () => {
  test.each([
    ["application/vnd.apache.avro;version=1.9.0", "Avro"],
    ["application/vnd.google.protobuf;version=3", "Protobuf"],
    ["application/vnd.oai.openapi;version=3.0.0", "OpenAPI"],
    ["application/raml+yaml;version=1.0", "RAML"],
    ["application/x-odd", "application/x-odd"],
  ])("%s is named", (schemaFormat, name) => {
    const [found] = asyncMessages({ payload: { schemaFormat, schema: { a: 1 } } }, { payload: has("a") });
    expect(found).toMatchObject({ ruleId: "events/not-modelled", outcome: "unknown" });
    expect(found?.why).toContain(name);
    const old = asyncApi2({ OrderPlaced: { schemaFormat, payload: { a: 1 } } });
    expect(asyncMessages(old, asyncApi2({ OrderPlaced: { payload: has("a") } }))[0]?.why).toContain(name);
  });

  test("JSON Schema and AsyncAPI's own are compared", () => {
    for (const schemaFormat of [
      "application/schema+json;version=draft-07",
      "application/vnd.aai.asyncapi+json;version=3.0.0",
    ])
      expect(
        told(
          { payload: { schemaFormat, schema: has("a") } },
          { payload: { schemaFormat, schema: needs("b") } },
        ),
      ).toEqual([missing]);
  });

  test("a .proto file that a payload refers to is never parsed, and counts where it changes", () => {
    const files = (field: string) => ({
      "asyncapi.yaml": asyncApi3({ OrderPlaced: { payload: { $ref: "./order.proto" } } }),
      "order.proto": `message Order { string ${field} = 1; }`,
    });
    expect(told(files("a"), files("b"))).toEqual(["unknown events/not-modelled OrderPlaced on orders"]);
    expect(digestOf(eventContracts, files("a"), "asyncapi.yaml", "sender")).not.toBe(
      digestOf(eventContracts, files("b"), "asyncapi.yaml", "sender"),
    );
  });

  test("a reference from within a schema to another language is a complaint, not anything", () => {
    const document = JSON.parse(
      asyncApi3(
        { A: { payload: { type: "object", properties: { a: { $ref: "#/components/schemas/A" } } } } },
        {
          components: { schemas: { A: { schemaFormat: "application/vnd.apache.avro", schema: {} } } },
        },
      ),
    );
    expect(complaint(document)[0]).toContain("schemaFormat of its own");
  });
});

describe("documents that cannot be read", () => {
  test("say so with the place", () => {
    expect(complaint({ asyncapi: "4.0.0" })[0]).toContain("not an AsyncAPI 2 or 3 document");
    expect(complaint({ asyncapi: 2.6 })[0]).toContain("2.6");
    const lost = { $ref: "https://example.com/channels.yaml" };
    expect(complaint({ asyncapi: "3.0.0", channels: { a: lost } })[0]).toContain("leads to nothing");
    expect(complaint({ asyncapi: "3.0.0", operations: { a: { action: "shout" } } })[0]).toContain(
      "send or receive",
    );
    expect(complaint({ asyncapi: "2.6.0", channels: { a: { subscribe: { message: [] } } } })[0]).toContain(
      "object",
    );
  });

  test("what is too large to be told apart is a complaint, not the same as anything", () => {
    const large = (count: number) => {
      const fields = Array.from({ length: count }, (_, index) => ({ $ref: `#/components/x/${index}` }));
      const Base = { type: "object", discriminator: "kind", required: ["kind"], allOf: fields };
      const Derived = { allOf: [{ $ref: "#/components/schemas/Base" }] };
      const components = { x: fields.map(() => ({ type: "object" })), schemas: { Base, Derived } };
      const payload = { $ref: "#/components/schemas/Base" };
      return JSON.parse(asyncApi3({ A: { payload } }, { components }));
    };
    expect(complaint(large(9))).toEqual([]);
    expect(complaint(large(5_000))[0]).toContain("what it rests on cannot be read");
  });

  test("a header in another file is a part of the contract", () => {
    const files = (type: string) => ({
      "asyncapi.yaml": asyncApi3({ A: { payload: has("a"), headers: { $ref: "./headers.json" } } }),
      "headers.json": JSON.stringify({ type: "object", properties: { h: { type } }, required: ["h"] }),
    });
    const text = (type: string) => digestOf(eventContracts, files(type), "asyncapi.yaml", "sender");
    expect(text("string")).not.toBe(text("integer"));
    expect(told(files("string"), files("integer"))).toEqual(["breaking events/type A on orders"]);
  });
});

test("an AsyncAPI schema is draft 7 unless it says otherwise, and a $schema holds for all below it", () => {
  // Beside $ref nothing counts in draft 7; in 2020-12 it does.
  const payload = (more: object) => ({
    type: "object",
    properties: { a: { $ref: "#/components/schemas/Text", maxLength: 3 } },
    ...more,
  });
  const api = (more: object, length: object = {}) =>
    asyncApi3(
      { OrderPlaced: { payload: payload(more) } },
      { components: { schemas: { Text: { type: "string", ...length } } } },
    );
  expect(told(api({}), api({}, { maxLength: 10 }))).toEqual(["breaking events/value OrderPlaced on orders"]);
  const modern = { $schema: "https://json-schema.org/draft/2020-12/schema" };
  expect(told(api(modern), api(modern, { maxLength: 10 }))).toEqual([]);
});
