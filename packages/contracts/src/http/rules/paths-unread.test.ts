import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./paths-unread.ts";

const api = (paths: object) => JSON.stringify({ openapi: "3.1.0", info: { title: "", version: "1" }, paths });
const plain = { get: { responses: { 200: { description: "" } } } };
const elsewhere = { $ref: "https://example.com/paths.json#/carts" };

test("a client whose calls stand in a document elsewhere is never shown to fit", () => {
  const [found, ...more] = between(api({ "/carts": elsewhere }), api({ "/carts": plain }));
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    ruleId: rule.id,
    outcome: "unknown",
    why: 'what the client calls is not known: the path /carts is "https://example.com/paths.json#/carts", which leads out of the repository',
    decides: "a copy of the document in the repository",
  });
  expect(outcomes(between(api({ "/carts": elsewhere }), api({ "/carts": elsewhere })), rule.id)).toEqual([
    "unknown",
  ]);
});

test("paths of the server that are not read matter to the calls that are missing", () => {
  const found = between(api({ "/carts": plain }), api({ "/carts": elsewhere }));
  expect(found.map(({ ruleId, outcome }) => `${outcome} ${ruleId}`)).toEqual([
    "unknown http/endpoint-missing",
  ]);
});

test("a document that has all of its paths is read", () => {
  expect(between(api({ "/carts": plain }), api({ "/carts": plain }))).toEqual([]);
});
