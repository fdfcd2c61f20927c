import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { answers } from "../../../../../test/support/http-calls.ts";
import { rule } from "./response-field-absent.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const text = { type: "string" };
const a = { a: text };
const ab = { a: text, b: text };

test("an optional field that the server no longer sends is worth knowing", () => {
  expect(told(answers(ab), answers(a))).toEqual(["notice"]);
  expect(
    told(
      answers({ list: { type: "array", items: answers(ab).answers } }),
      answers({
        list: { type: "array", items: answers(a).answers },
      }),
    ),
  ).toEqual(["notice"]);
});

test("a required one is more than that", () => {
  expect(told(answers(ab, ["b"]), answers(a))).toEqual([]);
});

test("it may come where the server says that there may be others, or is read as open", () => {
  expect(told(answers(ab), answers(a, [], { additionalProperties: true }))).toEqual([]);
  expect(told(answers(ab), answers(a, [], { additionalProperties: false }))).toEqual(["notice"]);
  expect(told(answers(ab), answers(a), { world: "open" })).toEqual([]);
});

test("a field that is only written never came", () => {
  expect(told(answers({ a: text, b: { ...text, writeOnly: true } }), answers(a))).toEqual([]);
});

test("a shared schema is told of once", () => {
  const api = (properties: object) => {
    const answer = {
      responses: {
        200: {
          description: "",
          content: { "application/json": { schema: { $ref: "#/components/schemas/Cart" } } },
        },
      },
    };
    return {
      document: {
        paths: { "/a": { get: answer }, "/b": { get: answer } },
        components: { schemas: { Cart: { type: "object", properties } } },
      },
    };
  };
  expect(told(api(ab), api(a))).toEqual(["notice"]);
});

test("an optional header too", () => {
  const header = (headers: object) => ({ more: { responses: { 200: { description: "", headers } } } });
  expect(told(header({ ETag: { schema: text } }), header({}))).toEqual(["notice"]);
  expect(told(header({ ETag: { schema: text } }), header({ etag: { schema: text } }))).toEqual([]);
  expect(told(header({}), header({ ETag: { schema: text } }))).toEqual([]);
});
