import { expect, test } from "vitest";
import { between, outcomes } from "../../../../../test/support/contract-story.ts";
import { rule } from "./request-parameter-encoding.ts";

const told = (...of: Parameters<typeof between>) => outcomes(between(...of), rule.id);
const exploded = {
  more: {
    parameters: [
      { name: "ids", in: "query", explode: true, schema: { type: "array", items: { type: "integer" } } },
    ],
  },
};
const joined = {
  more: {
    parameters: [
      { name: "ids", in: "query", explode: false, schema: { type: "array", items: { type: "integer" } } },
    ],
  },
};

test("a list that is written in another way breaks, both ways", () => {
  expect(told(exploded, joined)).toEqual(["breaking"]);
  expect(told(joined, exploded)).toEqual(["breaking"]);
  expect(between(joined, exploded)[0]?.example?.value).toBe("?ids=1,2");
});

test("the same way is fine", () => {
  expect(told(joined, joined)).toEqual([]);
});

test("a plain value looks the same exploded or not", () => {
  expect(
    told(
      { more: { parameters: [{ name: "a", in: "query", explode: true, schema: { type: "string" } }] } },
      { more: { parameters: [{ name: "a", in: "query", explode: false, schema: { type: "string" } }] } },
    ),
  ).toEqual([]);
});

const text = { type: "string" };
const list = { type: "array", items: text };
const object = { type: "object", properties: { x: text, y: text } };
const written = (place: string, schema: object, how: object, name = "id") => ({
  more: { parameters: [{ name, in: place, required: true, schema, ...how }] },
  path: `/a/{${place === "path" ? name : "other"}}`,
});
const json = (schema: object) => ({
  more: {
    parameters: [{ name: "id", in: "query", required: true, content: { "application/json": { schema } } }],
  },
  path: "/a/{other}",
});
const form = { style: "form", explode: true };
const joint = { style: "form", explode: false };
const spaces = { style: "spaceDelimited", explode: false };
const pipes = { style: "pipeDelimited", explode: false };
const deep = { style: "deepObject", explode: true };
const simple = { style: "simple", explode: false };
const label = { style: "label", explode: true };
const matrix = { style: "matrix", explode: false };

test.each([
  ["query", list, form, spaces, "?id=1&id=2"],
  ["query", list, pipes, spaces, "?id=1|2"],
  ["query", list, spaces, joint, "?id=1%202"],
  ["query", object, form, deep, "?x=1&y=2"],
  ["query", object, deep, joint, "?id[x]=1&id[y]=2"],
  ["query", object, form, joint, "?x=1&y=2"],
  ["cookie", list, joint, form, "Cookie: id=1,2"],
  ["header", object, simple, { style: "simple", explode: true }, "id: x,1,y,2"],
  ["path", text, simple, label, "a"],
  ["path", text, label, matrix, ".a"],
  ["path", list, label, simple, ".1.2"],
  ["path", object, { style: "matrix", explode: true }, matrix, ";x=1;y=2"],
  ["path", object, matrix, { style: "label", explode: true }, ";id=x,1,y,2"],
] as const)("in a %s, %j written as %j is not read as %j: %s", (place, schema, ours, theirs, shown) => {
  const found = between(written(place, schema, ours), written(place, schema, theirs));
  expect(found.map(({ outcome, example }) => [outcome, example?.value])).toEqual([["breaking", shown]]);
  expect(told(written(place, schema, theirs), written(place, schema, ours))).toEqual(["breaking"]);
});

test.each([
  ["query", text, form, joint],
  ["query", { type: "integer" }, form, pipes],
  ["query", list, form, { style: "spaceDelimited", explode: true }],
  ["query", { ...list, maxItems: 1 }, form, joint],
  ["query", object, deep, { style: "deepObject", explode: false }],
  ["header", list, simple, { style: "simple", explode: true }],
  ["path", list, simple, { style: "simple", explode: true }],
] as const)("in a %s, %j looks the same as %j and as %j", (place, schema, ours, theirs) => {
  expect(between(written(place, schema, ours), written(place, schema, theirs))).toEqual([]);
});

test("a value in JSON looks otherwise but for numbers and true and false", () => {
  const plain = (schema: object) => written("query", schema, form);
  expect(told(json(text), plain(text))).toEqual(["breaking"]);
  expect(told(plain(object), json(object))).toEqual(["breaking"]);
  expect(told(json({ type: "integer" }), plain({ type: "integer" }))).toEqual([]);
  expect(told(plain({ type: "boolean" }), json({ type: "boolean" }))).toEqual([]);
  expect(told(json(object), json(object))).toEqual([]);
});

test("the name of a path parameter is no part of the text, but of a matrix", () => {
  const named = (how: object, name: string) => written("path", text, how, name);
  expect(told(named(simple, "id"), named(simple, "key"))).toEqual([]);
  expect(told(named(label, "id"), named(label, "key"))).toEqual([]);
  expect(told(named(matrix, "id"), named(matrix, "key"))).toEqual(["breaking"]);
});

test("what is not said, or what OpenAPI leaves open, is unknown where it is not written the same way", () => {
  const open = (how: object) => written("query", {}, how);
  expect(told(open(form), open(joint))).toEqual(["unknown"]);
  expect(told(open(form), open(form))).toEqual([]);
  const labelled = (how: object) => written("path", list, how);
  expect(told(labelled({ ...label, explode: false }), labelled(label))).toEqual(["unknown"]);
  expect(told(labelled({ ...label, explode: false }), labelled({ ...label, explode: false }))).toEqual([]);
});

test("reserved characters and empty values that only the client writes are unknown", () => {
  const plain = written("query", text, {});
  expect(told(written("query", text, { allowReserved: true }), plain)).toEqual(["unknown"]);
  expect(told(written("query", text, { allowEmptyValue: true }), plain)).toEqual(["unknown"]);
  expect(told(plain, written("query", text, { allowReserved: true, allowEmptyValue: true }))).toEqual([]);
});

test("of what the server does not take at all its type is told, not how it is written", () => {
  const either = written("query", { type: ["string", "array"], items: text }, joint);
  expect(between(either, written("query", text, form)).map(({ ruleId }) => ruleId)).toEqual([
    "http/request-type",
  ]);
});
