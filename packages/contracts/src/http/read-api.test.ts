import { expect, test } from "vitest";
import { between, complaints } from "../../../../test/support/contract-story.ts";
import { httpContracts } from "./http-contracts.ts";

const get = { get: { responses: { 200: { description: "" } } } };
const put = { put: { responses: { 200: { description: "" } } } };
const document = (paths: unknown, more: object = {}) =>
  JSON.stringify({ openapi: "3.1.0", info: { title: "", version: "1" }, paths, ...more });
const said = (paths: unknown, more: object = {}) =>
  complaints(httpContracts, { "api.json": document(paths, more) }, "api.json");

test("two templates that mean the same path and method cannot both be read", () => {
  const [message, ...rest] = said({ "/a/{x}": get, "/a/{y}": get });
  expect(message).toContain("/a/{x}");
  expect(message).toContain("/a/{y}");
  expect(rest).toEqual([]);
  expect(said({ "/a/{x}": get, "/a/{y}": put })).toEqual([]);
});

test("paths, path items and operations must be objects", () => {
  expect(said([get])[0]).toContain("paths");
  expect(said("all")[0]).toContain("paths");
  expect(said({ "/a": [get] })[0]).toContain("/a");
  expect(said({ "/a": { get: "yes" } })[0]).toContain("GET /a");
  expect(said({ a: get })[0]).toContain('"/"');
  expect(said(undefined)).toEqual([]);
  expect(said({ "x-note": 1 })).toEqual([]);
});

const shared = { components: { pathItems: { shared: get } } };
const reference = "#/components/pathItems/shared";

test("a path item's reference and what stands beside it both count", () => {
  const whole = document({ "/a": { ...get, ...put } });
  const split = document({ "/a": { $ref: reference, ...put } }, shared);
  expect(between(whole, split)).toEqual([]);
  expect(between(split, document({ "/a": get })).map(({ outcome }) => outcome)).toEqual(["breaking"]);
});

test("a path item's reference and what stands beside it must not contradict", () => {
  const [message] = said({ "/a": { $ref: reference, ...get } }, shared);
  expect(message).toContain("get");
});

test("the same words in another edition of OpenAPI do not mean the same", () => {
  const nullable = (openapi: string) =>
    JSON.stringify({
      openapi,
      info: { title: "", version: "1" },
      paths: {
        "/a": {
          get: {
            responses: {
              200: {
                description: "",
                content: { "application/json": { schema: { type: "string", nullable: true } } },
              },
            },
          },
        },
      },
    });
  expect(between(nullable("3.1.0"), nullable("3.0.3")).map(({ outcome }) => outcome)).toEqual(["breaking"]);
  expect(between(nullable("3.0.3"), nullable("3.0.4"))).toEqual([]);
});
