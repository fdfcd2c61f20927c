import ts from "typescript";
import { expect, test } from "vitest";
import { lineOf, nodes, packages, parse, type Source, sourcesOf } from "./sources.ts";

/** Beyond these one line is printed: worth a look, not a failure. */
const longFile = 300;
const longFunction = 40;
/** No file may be longer. */
const hardLimit = 500;

const linesIn = (text: string) => text.split("\n").length - (text.endsWith("\n") ? 1 : 0);

function tooLong({ text }: Pick<Source, "text">): boolean {
  return linesIn(text) > hardLimit;
}

function warnings(source: Source): readonly string[] {
  const lines = linesIn(source.text);
  const file = lines > longFile ? [`${source.path}: ${lines} lines`] : [];
  const functions = [...nodes(parse(source))].filter(ts.isFunctionLike).flatMap((node) => {
    const length = linesIn(node.getText());
    if (length <= longFunction) return [];
    const name = node.name?.getText() ?? "a function without a name";
    return [`${source.path}:${lineOf(node)}: ${name} has ${length} lines`];
  });
  return [...file, ...functions];
}

test("files and functions stay small; what grows is named before it is too late", () => {
  const sources = packages().flatMap(sourcesOf);
  expect(sources.length).toBeGreaterThan(0);
  const found = sources.flatMap(warnings);
  if (found.length > 0) console.warn(`Large, is each one thing?\n  ${found.join("\n  ")}`);
  expect(sources.filter(tooLong).map(({ path }) => path)).toEqual([]);
});

test("a long file and a long function are named", () => {
  const text = `export function long() {\n${"  //\n".repeat(500)}}\n`;
  expect(warnings({ path: "x.ts", text })).toEqual(["x.ts: 502 lines", "x.ts:1: long has 502 lines"]);
  expect(tooLong({ text })).toBe(true);
  expect(tooLong({ text: "//\n".repeat(500) })).toBe(false);
});
