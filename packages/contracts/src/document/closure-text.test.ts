import { expect, test } from "vitest";
import { closureText, saysTheSame } from "./closure-text.ts";
import { below, Library, rootOf } from "./library.ts";

const open = (root: object) => {
  const library = new Library({ read: () => JSON.stringify(root), list: () => ["a.json"] });
  const parsed = library.load("a.json");
  if (parsed?.kind !== "document") throw new Error("unreadable");
  return { library, part: below(rootOf(parsed.document), "part") };
};
const same = (one: object, other: object) => {
  const [a, b] = [open(one), open(other)];
  return saysTheSame(a.library, a.part, b.library, b.part);
};
/** A part that leads to so many others, the last of which says something. */
const leading = (count: number, last: object) => ({
  part: { discriminator: {}, anyOf: Array.from({ length: count }, (_, index) => ({ $ref: `#/s/${index}` })) },
  s: Array.from({ length: count }, (_, index) => (index + 1 < count ? { const: index } : last)),
});

test("what a part refers to belongs to it", () => {
  const [a, b] = [leading(3, { type: "string" }), leading(3, { type: "integer" })];
  expect(same(a, a)).toBe(true);
  expect(same(a, b)).toBe(false);
  const texts = [a, b].map((root) => closureText(open(root).library, open(root).part));
  expect(new Set(texts).size).toBe(2);
});

test("what is too large to tell has no text and is not the same as anything", () => {
  const large = leading(5_000, { type: "string" });
  const { library, part } = open(large);
  expect(closureText(library, part)).toBeUndefined();
  expect(same(large, leading(5_000, { type: "integer" }))).toBe(false);
  expect(same(large, large)).toBe(false);
});

test("prose and the order of keys do not matter, names and examples do", () => {
  const part = (more: object) => ({
    part: { properties: { a: { $ref: "#/a" } }, discriminator: {} },
    ...more,
  });
  expect(same(part({ a: { type: "string", title: "A" } }), part({ a: { type: "string" } }))).toBe(true);
  expect(same({ part: { id: 1, xml: { name: "a" } } }, { part: { xml: { name: "a" }, id: 1 } })).toBe(true);
  expect(same({ part: { id: 1, xml: { name: "a" } } }, { part: { id: 1, xml: { name: "b" } } })).toBe(false);
  expect(same({ part: { properties: { title: {} } } }, { part: { properties: {} } })).toBe(false);
  const two = (first: string, second: string) => ({
    part: {
      id: 1,
      properties: Object.fromEntries([first, second].map((name) => [name, { $ref: `#/${name}` }])),
    },
    a: { type: "string" },
    b: { type: "integer" },
  });
  expect(same(two("a", "b"), two("b", "a"))).toBe(true);
});

test("what leads out of the repository is not the same, and rings end", () => {
  const outside = { part: { $ref: "https://example.com/a.json" } };
  expect(same(outside, outside)).toBe(false);
  const ring = { part: { $ref: "#/ring" }, ring: { items: { $ref: "#/ring" }, discriminator: {} } };
  expect(same(ring, ring)).toBe(true);
});
