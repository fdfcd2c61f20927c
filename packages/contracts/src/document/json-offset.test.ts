import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonOffset } from "./json-offset.ts";
import { parseText } from "./parse.ts";
import { positionOf } from "./position.ts";

const text = `{
  "a\\"]": { "x": "}\\\\", "y": [1, {"z": null}, "[", -2.5e3] },
  "b": true
}`;
const rest = (...steps: string[]) => text.slice(jsonOffset(text, steps)).split(/[,\n]/)[0];

test("a key, an entry of a list, and the document", () => {
  expect(rest()).toBe("{");
  expect(rest('a"]', "y")).toBe('"y": [1');
  expect(rest('a"]', "y", "1", "z")).toBe('"z": null}');
  expect(rest('a"]', "y", "3")).toBe("-2.5e3] }");
  expect(rest("b")).toBe('"b": true');
});

test("a pointer that leads nowhere ends at the nearest place above", () => {
  expect(rest('a"]', "y", "9", "z")).toBe('"y": [1');
  expect(rest("b", "c")).toBe('"b": true');
  expect(rest("none")).toBe("{");
});

test("it finds what a parser finds, in any document", () => {
  const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), {
    minKeys: 1,
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(json, fc.nat(4), fc.infiniteStream(fc.nat()), (value, indent, choices) => {
      const written = JSON.stringify(value, null, indent);
      const steps: string[] = [];
      let here: unknown = value;
      for (const choice of choices) {
        if (typeof here !== "object" || here === null || Object.keys(here).length === 0) break;
        const keys = Object.keys(here);
        const key = keys[choice % keys.length] ?? "";
        steps.push(key);
        here = (here as Record<string, unknown>)[key];
      }
      const parsed = parseText("a.json", written);
      if (parsed.kind !== "document") return;
      const pointer = steps.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
      const position = positionOf(parsed.document, pointer);
      const before = written.slice(0, jsonOffset(written, steps)).split("\n");
      expect({ line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }).toEqual(position);
    }),
    { numRuns: 300 },
  );
});
