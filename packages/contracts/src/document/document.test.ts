import { describe, expect, test } from "vitest";
import { closureOf, digestTextOf } from "./closure.ts";
import { Library, rootOf } from "./library.ts";
import { documentLimits } from "./limits.ts";
import { parseText } from "./parse.ts";
import { positionOf } from "./position.ts";

const complaint = (text: string, path = "a.yaml") => {
  const parsed = parseText(path, text);
  return parsed.kind === "problems" ? parsed.problems[0] : undefined;
};

describe("parsing", () => {
  test("a byte order mark is no part of the document", () => {
    expect(parseText("a.json", '\uFEFF{"a": 1}')).toMatchObject({
      kind: "document",
      document: { root: { a: 1 }, format: "json" },
    });
  });
  test("YAML and JSON mistakes are told with line and column", () => {
    expect(complaint("a: 1\nb: [1\n")).toMatchObject({ document: "a.yaml", line: expect.any(Number) });
    expect(complaint('{"a": 1,\n "b" 2}', "a.json")).toMatchObject({ line: 2 });
  });
  test("what is not an object is no contract", () => {
    expect(complaint("[1]")?.message).toMatch(/a list/);
    expect(complaint("")?.message).toMatch(/empty/);
    expect(complaint("just text")?.message).toMatch(/a string/);
  });
  test("an alias bomb is told by its limit, not suffered", () => {
    const bomb = `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(", ")}]`).join("\n")}`;
    expect(complaint(bomb)?.message).toMatch(/limit/);
  });
  test("depth and size have limits with names", () => {
    expect(complaint(`{"a":${"[".repeat(5_000)}${"]".repeat(5_000)}}`)?.message).toMatch(/limit depth/);
    expect(complaint(`a: ${"[".repeat(5_000)}${"]".repeat(5_000)}`)?.message).toMatch(/limit depth|YAML/);
    expect(complaint(" ".repeat(documentLimits.textLength + 1))?.message).toMatch(/limit textLength/);
  });
  test("__proto__ is a key like any other", () => {
    const parsed = parseText("a.yaml", "__proto__: { polluted: true }");
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(parsed.kind === "document" && Object.keys(parsed.document.root)).toEqual(["__proto__"]);
  });
  test("a pointer is found again in the text", () => {
    const parsed = parseText("a.yaml", "a:\n  b:\n    - c: 1\n");
    expect(parsed.kind === "document" && positionOf(parsed.document, "/a/b/0/c")).toEqual({
      line: 3,
      column: 7,
    });
  });
});

function closure(files: Record<string, string>, entry = "api/a.yaml") {
  const library = new Library({
    read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    list: () => [],
  });
  const parsed = library.load(entry);
  if (parsed?.kind !== "document") throw new Error("unreadable");
  return { library, root: rootOf(parsed.document), ...closureOf(library, [parsed.document]) };
}

describe("references", () => {
  test("go to other files, to pointers and to anchors", () => {
    const { library, root, problems, documents } = closure({
      "api/a.yaml": "x: {$ref: '../b.json#/defs/a~1b'}\ny: {$ref: '#here'}\n$defs: {z: {$anchor: here}}",
      "b.json": '{"defs": {"a/b": {"type": "string"}}}',
    });
    expect(problems).toEqual([]);
    expect(documents.map(({ path }) => path)).toEqual(["api/a.yaml", "b.json"]);
    expect(library.resolve(root, "../b.json#/defs/a~1b")).toMatchObject({
      kind: "found",
      location: { value: { type: "string" } },
    });
    expect(library.resolve(root, "#here")).toMatchObject({
      kind: "found",
      location: { pointer: "/$defs/z" },
    });
  });
  test("that lead nowhere are problems with document, pointer and line", () => {
    const { problems } = closure({ "api/a.yaml": "x:\n  $ref: 'missing.yaml'\ny:\n  $ref: '#/nowhere'" });
    expect(problems).toMatchObject([
      {
        document: "api/a.yaml",
        pointer: "/x/$ref",
        line: 2,
        message: expect.stringMatching(/api\/missing\.yaml, which does not exist/),
      },
      { document: "api/a.yaml", pointer: "/y/$ref", line: 4 },
    ]);
  });
  test("a broken file that is referred to is told with its own mistake", () => {
    const { problems } = closure({ "api/a.yaml": "x: {$ref: 'b.yaml'}", "api/b.yaml": "a: [1" });
    expect(problems.map(({ document }) => document)).toEqual(["api/a.yaml", "api/b.yaml"]);
  });
  test("out of the repository or to the network are nobody's problem, but unknown", () => {
    const { library, root, problems } = closure({
      "api/a.yaml": "x: {$ref: 'https://example.com/a.json'}\ny: {$ref: '../../out.yaml'}",
    });
    expect(problems).toEqual([]);
    expect(library.resolve(root, "https://example.com/a.json").kind).toBe("outside");
    expect(library.resolve(root, "../../out.yaml").kind).toBe("outside");
  });
  test("a ring that never reaches a schema is one problem", () => {
    const { problems } = closure({ "api/a.yaml": "a: {$ref: '#/b'}\nb: {$ref: '#/a'}\nc: {$ref: '#/a'}" });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/goes round in a ring/);
  });
  test("recursive schemas are fine", () => {
    expect(
      closure({ "api/a.yaml": "$defs: {t: {properties: {child: {$ref: '#/$defs/t'}}}}" }).problems,
    ).toEqual([]);
  });
  test("a $ref in an example is data", () => {
    expect(
      closure({
        "api/a.yaml":
          "example: {$ref: '#/nowhere'}\nproperties: {example: {$ref: '#/$defs/a'}}\n$defs: {a: {}}",
      }).problems,
    ).toEqual([]);
  });
});

describe("the digest text", () => {
  const text = (yaml: string, more: Record<string, string> = {}) =>
    digestTextOf(closure({ "api/a.yaml": yaml, ...more }));
  test("does not change with the order of keys or with prose", () => {
    expect(text("type: object\ndescription: old\nproperties: {a: {title: A}, b: {}}")).toBe(
      text("properties: {b: {}, a: {title: B}}\ntype: object"),
    );
  });
  test("changes with a property called description, with a constant, and with a file referred to", () => {
    expect(text("properties: {description: {type: string}}")).not.toBe(
      text("properties: {description: {type: integer}}"),
    );
    expect(text("const: {title: a}")).not.toBe(text("const: {title: b}"));
    const reference = "x: {$ref: 'b.yaml'}";
    expect(text(reference, { "api/b.yaml": "type: string" })).not.toBe(
      text(reference, { "api/b.yaml": "type: integer" }),
    );
  });
});
