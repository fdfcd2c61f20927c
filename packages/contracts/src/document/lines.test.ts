import { expect, test } from "vitest";
import { Lines } from "./lines.ts";

const files: Readonly<Record<string, string>> = {
  "api.yaml": "type: object\nrequired: [a, b]\nproperties:\n  a: { type: string }\n",
  "long.json": `{"text":${JSON.stringify("x".repeat(200))}}`,
  "list.json": '[\n  "/a.js",\n  "/b.js"\n]\n',
  "q.sql": "select 1;\nselect 2;\n",
};
const lines = new Lines({
  read: (path) => files[path],
  list: () => [],
});

test("a place has a line, and what stands there where it is short", () => {
  expect(lines.of("api.yaml", "/properties/a")).toEqual({ line: 4, text: '{"type":"string"}' });
});

test("the keyword that matters is shown, if the schema has it", () => {
  expect(lines.of("api.yaml", "", "required")).toEqual({ line: 2, text: 'required: ["a","b"]' });
  expect(lines.of("api.yaml", "/properties/a", "enum")).toEqual({ line: 4, text: '{"type":"string"}' });
});

test("long text is left out", () => {
  expect(lines.of("long.json", "/text")).toEqual({ line: 1 });
});

test("a bare list is searched too", () => {
  expect(lines.of("list.json", "/1")).toEqual({ line: 3, text: '"/b.js"' });
});

test("a document that is too large is searched only if one is patient", () => {
  const value = { list: [..."ab"].map((name) => ({ name, filler: "x".repeat(3_000_000) })), required: ["z"] };
  const documents = { read: () => JSON.stringify(value, null, 1), list: () => [] };
  expect(new Lines(documents).of("api.json", "", "required")).toBeUndefined();
  const patient = new Lines(documents, { large: true });
  expect(patient.of("api.json", "", "required")).toEqual({ line: 12, text: 'required: ["z"]' });
  expect(patient.of("api.json", "/list/1")).toEqual({ line: 7, text: "{" });
});

test("of other text only the beginning is known, and of what is not there nothing", () => {
  expect(lines.of("q.sql", "")).toEqual({ line: 1 });
  expect(lines.of("q.sql", "/0")).toBeUndefined();
  expect(lines.of("none.json", "")).toBeUndefined();
});
