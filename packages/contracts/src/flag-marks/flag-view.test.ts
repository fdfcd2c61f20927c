import { describe, expect, test } from "vitest";
import { type FlagView, inView, marksOf } from "./flag-view.ts";
import { flagMarksIn } from "./flagged-documents.ts";
import { type FlagMark, marksIn } from "./mark.ts";

const off: FlagView = { operation: () => "absent", part: () => "absent" };
const may: FlagView = { operation: () => "written", part: () => "optional" };
const KEY = "x-crossfade-flag";

const field = (mark: unknown) => ({
  type: "object",
  required: ["id", "gift"],
  properties: { id: { type: "string" }, gift: { type: "string", [KEY]: mark } },
});

describe("what a mark may say", () => {
  test.each<[unknown, readonly FlagMark[]]>([
    ["gifts", [{ key: "gifts", accepted: "unsaid" }]],
    [{ key: "gifts", accepted: "always" }, [{ key: "gifts", accepted: "always" }]],
    [
      [
        { key: "gifts", values: ["GIFT"] },
        { key: "loans", values: ["LOAN"], accepted: "while-on" },
      ],
      [
        { key: "gifts", accepted: "unsaid", values: ["GIFT"] },
        { key: "loans", accepted: "while-on", values: ["LOAN"] },
      ],
    ],
  ])("%j", (said, meant) => {
    expect(marksIn(said)).toEqual(meant);
  });

  test.each([
    [true, "must be the key"],
    ["", "1 to 200 characters"],
    [{ accepted: "always" }, "needs `key`"],
    [{ key: "a", accept: "always" }, 'not "accept"'],
    [{ key: "a", accepted: "never" }, "`accepted` is"],
    [{ key: "a", values: [] }, "`values` lists"],
    [["a", "b"], "must name one flag"],
    [[], "must name one flag"],
  ])("%j is none", (said, complaint) => {
    expect(marksIn(said)).toContain(complaint);
  });
});

describe("a document while a flag is off", () => {
  test("does not hold the field, nor asks for it", () => {
    expect(inView(field("gifts"), off)).toEqual({
      type: "object",
      required: ["id"],
      properties: { id: { type: "string" }, gift: { not: {} } },
    });
  });

  test("of which nothing is known may hold it or not", () => {
    const { required, properties } = inView(field("gifts"), may) as ReturnType<typeof field>;
    expect(required).toEqual(["id"]);
    expect(properties.gift.type).toBe("string");
  });

  test("has neither the operation nor the parameter nor the branch, and its neighbours stay where they were", () => {
    const branch = { oneOf: [{ const: "A", [KEY]: "k" }, { const: "B" }] };
    const paths = {
      "/gift": { get: { responses: {} }, post: { [KEY]: "k", responses: {} } },
      "/cart": {
        get: {
          parameters: [
            { name: "a", in: "query", [KEY]: "k" },
            { name: "b", in: "query" },
          ],
        },
      },
    };
    expect(inView({ paths, schema: branch }, off)).toEqual({
      paths: {
        "/gift": { get: { responses: {} } },
        "/cart": { get: { parameters: [{}, { name: "b", in: "query" }] } },
      },
      schema: { oneOf: [{ not: {} }, { const: "B" }] },
    });
  });

  test("does not have the values, and without any it fits nothing", () => {
    const list = (...values: string[]) => ({ enum: ["A", "B"], [KEY]: { key: "k", values } });
    expect(inView(list("B"), off)).toMatchObject({ enum: ["A"] });
    expect(inView(list("A", "B"), off)).toEqual({ not: {} });
  });

  test("keeps fields that are called like keywords, and what stands in examples", () => {
    const schema = {
      properties: { get: { type: "string" }, properties: { type: "string", [KEY]: "k" } },
      example: { properties: { a: { [KEY]: "k" } } },
    };
    expect(inView(schema, off)).toEqual({
      properties: { get: { type: "string" }, properties: { not: {} } },
      example: { properties: { a: { [KEY]: "k" } } },
    });
    expect(marksOf(schema).marks.map((each) => each.pointer)).toEqual(["/properties/properties"]);
  });
});

test("what others refer to cannot be behind a flag", () => {
  const api = JSON.stringify({ properties: { a: { [KEY]: "k" }, ab: {} } });
  const page = (to: string) => JSON.stringify({ properties: { b: { $ref: `api.json#/properties/${to}` } } });
  const problems = (to: string) => {
    const texts: Readonly<Record<string, string>> = { "api.json": api, "page.json": page(to) };
    return flagMarksIn(Object.keys(texts), { read: (path) => texts[path], list: () => [] }).problems;
  };
  expect(problems("a").map((each) => each.document)).toEqual(["page.json"]);
  expect(problems("ab")).toEqual([]);
});

describe("a mark that cannot be understood", () => {
  test.each([
    [{ [KEY]: "k" }, "means nothing here"],
    [{ enum: ["A"], [KEY]: { key: "k", values: ["B"] } }, 'names the value "B"'],
    [{ properties: { a: { [KEY]: { key: 1 } } } }, "needs `key`"],
    [{ allOf: [{ properties: { a: { [KEY]: "k" } } }, { required: ["a"] }] }, "put both into one schema"],
  ])("%j", (document, complaint) => {
    expect(
      marksOf(document)
        .misplaced.map((each) => each.message)
        .join(),
    ).toContain(complaint);
  });
});
