import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./not-analysed.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const answered = { responses: { 200: { description: "" } } };
const callback = (nested: object = {}) => ({
  more: { callbacks: { done: { "{$request.body#/a}": { post: { ...answered, ...nested } } } } },
});
const again = (url: string) => callback({ callbacks: { more: { [url]: { post: answered } } } });

test("callbacks of a callback are unknown where they differ, both ways", () => {
  expect(told(again("{$request.body#/a}"), again("{$request.body#/b}"))).toEqual(["unknown"]);
  expect(told(again("{$request.body#/b}"), again("{$request.body#/a}"))).toEqual(["unknown"]);
  expect(told(again("{$request.body#/a}"), again("{$request.body#/a}"))).toEqual([]);
  expect(told(callback(), callback())).toEqual([]);
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

test("remarks and examples in XML bodies that are the same say nothing", () => {
  const told31 = (schema: object, content: object = {}) => ({
    more: { requestBody: { content: { "application/xml": { schema, ...content } } } },
  });
  const plain = { type: "object", discriminator: { propertyName: "k" }, xml: { name: "cart" } };
  const remarked = { description: "other words", ...plain };
  expect(told(told31(plain), told31(remarked, { example: "<cart/>" }))).toEqual([]);
  expect(told(told31(plain), told31({ ...plain, xml: { name: "basket" } }))).toEqual(["unknown"]);
});

test("XML bodies in two editions of OpenAPI are the same where each says so in its own words", () => {
  const body = (openapi: string, id: object) => ({
    more: {
      requestBody: { content: { "application/xml": { schema: { type: "object", properties: { id } } } } },
    },
    document: { openapi },
  });
  const old = body("3.0.3", { type: "string", nullable: true, xml: { attribute: true } });
  const words = { type: ["null", "string"], xml: { attribute: true } };
  expect(told(old, body("3.1.0", words))).toEqual([]);
  expect(told(old, body("3.1.0", { ...words, xml: {} }))).toEqual(["unknown"]);
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

test("a header that OpenAPI describes elsewhere counts where it is asked for here", () => {
  const asks = (name: string, more: object = {}) => ({
    more: { parameters: [{ name, in: "header", required: true, schema: { type: "string", ...more } }] },
  });
  expect(told({}, asks("Authorization"))).toEqual(["unknown"]);
  expect(told(asks("Authorization"), {})).toEqual([]);
  expect(told(asks("Accept", { enum: ["a"] }), asks("Accept", { enum: ["b"] }))).toEqual(["unknown"]);
  expect(told(asks("Accept"), { more: { ...asks("Accept").more, summary: "x" } })).toEqual([]);
  const onPath = (version: string) => ({
    document: {
      paths: {
        "/a": {
          parameters: [{ name: "Accept", in: "header", schema: { enum: [version] } }],
          get: { responses: { 200: { description: "" } } },
        },
      },
    },
  });
  expect(told(onPath("a"), onPath("b"))).toEqual(["unknown"]);
  const secured = { more: { security: [{ key: [] }] } };
  expect(told(secured, { more: { ...asks("Authorization").more, ...secured.more } })).toEqual([]);
});

test("what such a header says is compared, not how it is said", () => {
  const header = (name: string, schema: object, more: object = {}) => ({
    more: { parameters: [{ name, in: "header", schema, ...more }] },
    document: { components: { schemas: { Json: { enum: ["application/json"] } } } },
  });
  const json = { type: "string", enum: ["application/json"] };
  const both = { type: "string", enum: ["application/json", "application/cbor"] };
  for (const name of ["Content-Type", "Accept", "Authorization"]) {
    const said = (...[ours, theirs]: Parameters<typeof header>[1][]) =>
      told(header(name, ours ?? {}), header(name, theirs ?? {}));
    expect(said(json, { ...json, description: "a remark" })).toEqual([]);
    expect(said(json, { allOf: [json] })).toEqual([]);
    expect(said({ $ref: "#/components/schemas/Json" }, json)).toEqual([]);
    expect(said(json, both)).toEqual([]);
    expect(said(both, json)).toEqual(["unknown"]);
    expect(told(header(name, json), header(name, both, { required: true }))).toEqual(["unknown"]);
    expect(told(header(name, json, { required: true }), header(name, both, { required: true }))).toEqual([]);
  }
  const sent = (more: object) => {
    const call = header("Content-Type", json, more);
    return { ...call, sends: {}, document: call.document };
  };
  expect(told(sent({ description: "x" }), sent({ required: true }))).toEqual([]);
});

test("the place of what is unknown is on the side that says it", () => {
  const elsewhere = { more: { requestBody: { $ref: "https://example.com/api.json#/Cart" } } };
  const side = (...of: Parameters<typeof between>) =>
    between(...of).filter(({ ruleId }) => ruleId === rule.id)[0]?.place.side;
  expect(side(elsewhere, {})).toBe("sender");
  expect(side({}, elsewhere)).toBe("receiver");
  const silent = { more: { responses: { 200: { description: "", content: { "application/json": {} } } } } };
  expect(side({ answers: { type: "string" } }, silent)).toBe("receiver");
});

test("a header without a schema is unknown where the other side has one", () => {
  const header = (more: object) => ({
    more: { responses: { 200: { description: "", headers: { "X-Left": more } } } },
  });
  expect(told(header({ schema: { type: "string" } }), header({}))).toEqual(["unknown"]);
  expect(told(header({}), header({ schema: { type: "string" } }))).toEqual([]);
});
