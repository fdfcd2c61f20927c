import { expect, test } from "vitest";
import { between } from "../../../../test/support/contract-story.ts";
import { endpoints } from "../../../../test/support/http-calls.ts";
import { examplePath, nameless, takes } from "./path-template.ts";

const told = (client: string[], server: string[]) =>
  between(endpoints(...client), endpoints(...server)).map(
    ({ outcome, operation }) => `${outcome} ${operation}`,
  );

test("what parameters are called does not matter, where they stand does", () => {
  expect(told(["get /carts/{id}"], ["get /carts/{cartId}"])).toEqual([]);
  expect(told(["get /a/{x}/{y}"], ["get /a/{y}/{x}"])).toEqual([]);
  expect(told(["get /a/{x}-{y}"], ["get /a/{from}-{to}"])).toEqual([]);
  expect(told(["get /carts/{id}.json"], ["get /carts/{cart}.json"])).toEqual([]);
  expect(told(["get /a/{x}-{y}"], ["get /a/{x}.{y}"])).toEqual(["breaking GET /a/{x}-{y}"]);
  expect(told(["get /carts/{id}"], ["get /carts/{id}/"])).toEqual(["breaking GET /carts/{id}"]);
});

test("the concrete path beside a template is another endpoint", () => {
  expect(told(["get /a/{x}/b", "get /a/c/b"], ["get /a/{y}/b", "get /a/c/b"])).toEqual([]);
  expect(told(["get /a/c/b"], ["get /a/{x}/b"])).toEqual(["unknown GET /a/c/b"]);
  expect(told(["get /a/{x}/b"], ["get /a/c/b"])).toEqual(["breaking GET /a/{x}/b"]);
  expect(told(["get /files/report.json"], ["get /files/{name}.json"])).toEqual([
    "unknown GET /files/report.json",
  ]);
  expect(told(["get /files/{name}.json"], ["get /files/{name}"])).toEqual(["unknown GET /files/{name}.json"]);
  expect(told(["get /files/{name}"], ["get /files/{name}.json"])).toEqual(["breaking GET /files/{name}"]);
});

test("every place of a segment takes something, and the text between stands in order", () => {
  expect(takes("/{a}-{b}", "/x-y")).toBe(true);
  expect(takes("/{a}-{b}", "/x-y-z")).toBe(true);
  expect(takes("/{a}-{b}", "/x-")).toBe(false);
  expect(takes("/{a}-{b}", "/-y")).toBe(false);
  expect(takes("/{a}.json", "/.json")).toBe(false);
  expect(takes("/v{n}/a", "/v1/a")).toBe(true);
  expect(takes("/v{n}/a", "/w1/a")).toBe(false);
  expect(takes("/{a}", "/x/y")).toBe(false);
  expect(takes("/a", "/a")).toBe(true);
});

test("an expression is no parameter", () => {
  expect(nameless("{$request.query.url}")).toBe("{$request.query.url}");
  expect(examplePath("/{id}/{$id}")).toBe("/1/1");
});
