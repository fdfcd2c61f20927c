import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./path-overtaken.ts";

const answer = { responses: { 200: { description: "" } } };
/** GET endpoints, each with a schema for all of its places, but for the one called `n`: that is a number. */
const api = (paths: Record<string, object>) =>
  JSON.stringify({
    openapi: "3.1.0",
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, schema]) => {
        const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
        const parameters = names.map((name) => ({
          name,
          in: "path",
          required: true,
          schema: name === "n" ? { type: "integer" } : schema,
        }));
        return [path, { get: { ...answer, parameters } }];
      }),
    ),
  });
const told = (client: string, server: string) => outcomes(between(client, server), rule.id);
const any = { type: "string" };
const users = (schema: object) => api({ "/users/{id}": schema });
const usersAndMe = (schema: object) => api({ "/users/{id}": schema, "/users/me": {} });

test("a word that any text may be is worth knowing", () => {
  expect(told(users(any), usersAndMe(any))).toEqual(["notice"]);
  const [found] = between(users(any), usersAndMe(any));
  expect(found).toMatchObject({ operation: "GET /users/{id}", example: { value: "GET /users/me" } });
  expect(found?.other?.pointer).toContain("~1users~1me");
});

test("a word that the client lists is unknown", () => {
  const listed = { enum: ["me", "you"] };
  expect(told(users(listed), usersAndMe(listed))).toEqual(["unknown"]);
  expect(told(users({ const: "me" }), usersAndMe({ const: "me" }))).toEqual(["unknown"]);
});

test.each([
  ["another type", { type: "integer" }],
  ["a format", { type: "string", format: "uuid" }],
  ["a pattern", { type: "string", pattern: "^[0-9]+$" }],
  ["a list without it", { enum: ["you"] }],
])("a word that %s excludes is nobody's trouble", (_, schema) => {
  expect(told(users(schema), usersAndMe(schema))).toEqual([]);
});

test("a number is written as a text", () => {
  const [client, server] = [
    api({ "/a/{n}": { type: "integer" } }),
    api({ "/a/{n}": { type: "integer" }, "/a/1": {} }),
  ];
  expect(told(client, server)).toEqual(["notice"]);
});

test("each place counts, wherever it stands", () => {
  const wide = { "/a/{x}/{y}": any };
  expect(told(api(wide), api({ ...wide, "/a/b/c": {} }))).toEqual(["notice"]);
  const number = { "/a/{x}/{y}": { type: "integer" } };
  expect(told(api(number), api({ ...number, "/a/1/c": {} }))).toEqual([]);
  expect(told(api(number), api({ ...number, "/a/1/2": {} }))).toEqual(["notice"]);
  expect(told(api(wide), api({ ...wide, "/a/{x}-{z}/c": any }))).toEqual(["notice"]);
  const mixed = { "/a/{n}/{x}": any };
  expect(told(api(mixed), api({ ...mixed, "/a/{n}/me": {} }))).toEqual(["notice"]);
  expect(told(api(mixed), api({ ...mixed, "/a/me/{x}": {} }))).toEqual([]);
});

test("who knows the narrower path means it when he calls it", () => {
  expect(told(usersAndMe(any), usersAndMe(any))).toEqual([]);
  expect(told(usersAndMe(any), users(any))).toEqual([]);
});

test("another method, another length and another base path take nothing", () => {
  const post = JSON.stringify({
    openapi: "3.1.0",
    paths: { "/users/me": { post: answer }, "/users/{id}": JSON.parse(users(any)).paths["/users/{id}"] },
  });
  expect(told(users(any), post)).toEqual([]);
  expect(told(users(any), api({ "/users/{id}": any, "/users/me/a": {} }))).toEqual([]);
  const { paths } = JSON.parse(usersAndMe(any));
  const elsewhere = { ...paths, "/users/me": { ...paths["/users/me"], servers: [{ url: "/v2" }] } };
  expect(told(users(any), JSON.stringify({ openapi: "3.1.0", paths: elsewhere }))).toEqual([]);
});
