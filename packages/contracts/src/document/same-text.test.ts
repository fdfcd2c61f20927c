import { describe, expect, test } from "vitest";
import { below, Library, rootOf } from "./library.ts";
import { SameText } from "./same-text.ts";

function opened(document: object) {
  const library = new Library({ read: () => JSON.stringify(document), list: () => [] });
  const parsed = library.load("api.json");
  if (parsed?.kind !== "document") throw new Error("the document must be read");
  return { library, at: (name: string) => below(rootOf(parsed.document), "$defs", name) };
}

function same(one: object, other: object, name = "a"): boolean {
  const [a, b] = [opened({ $defs: one }), opened({ $defs: other })];
  return new SameText(a.library, b.library).same(a.at(name), b.at(name));
}

const ref = (name: string) => ({ $ref: `#/$defs/${name}` });

describe("two places spell the same", () => {
  test.each<[string, object, object, boolean]>([
    ["the very same", { a: { type: "string" } }, { a: { type: "string" } }, true],
    [
      "in another order",
      { a: { type: "string", minLength: 1 } },
      { a: { minLength: 1, type: "string" } },
      true,
    ],
    [
      "with other prose",
      { a: { type: "string", description: "x" } },
      { a: { type: "string", title: "y" } },
      true,
    ],
    [
      "a property that is called like prose",
      { a: { properties: { title: {} } } },
      { a: { properties: {} } },
      false,
    ],
    ["prose as data", { a: { const: { title: "x" } } }, { a: { const: { title: "y" } } }, false],
    ["another word", { a: { type: "string" } }, { a: { type: "number" } }, false],
    ["one word more", { a: {} }, { a: { minLength: 1 } }, false],
    ["another list", { a: { enum: [1, 2] } }, { a: { enum: [1] } }, false],
    ["a target that differs", { a: ref("b"), b: { type: "string" } }, { a: ref("b"), b: {} }, false],
    ["a target of another name", { a: ref("b"), b: {} }, { a: ref("c"), c: {} }, false],
    [
      "a ring",
      { a: { items: ref("b") }, b: { items: ref("a") } },
      { a: { items: ref("b") }, b: { items: ref("a") } },
      true,
    ],
    [
      "a ring that differs further on",
      { a: { items: ref("b") }, b: { items: ref("a"), minItems: 1 } },
      { a: { items: ref("b") }, b: { items: ref("a") } },
      false,
    ],
    [
      "a reference out of the repository",
      { a: { $ref: "https://example.com/x" } },
      { a: { $ref: "https://example.com/x" } },
      false,
    ],
    ["what depends on who refers", { a: { $dynamicRef: "#x" } }, { a: { $dynamicRef: "#x" } }, false],
  ])("%s", (_, one, other, answer) => {
    expect(same(one, other)).toBe(answer);
    expect(same(other, one)).toBe(answer);
  });

  test("a part of a ring that was found equal is asked again where the ring turns out to differ", () => {
    const ring = (last: object) => ({
      a: { items: ref("b") },
      b: { items: ref("c"), not: ref("a") },
      c: last,
    });
    const [one, other] = [opened({ $defs: ring({ type: "string" }) }), opened({ $defs: ring({}) })];
    const text = new SameText(one.library, other.library);
    expect(text.same(one.at("a"), other.at("a"))).toBe(false);
    expect(["b", "c"].map((name) => text.same(one.at(name), other.at(name)))).toEqual([false, false]);
  });

  test("a chain that is deeper than the stack is not the same, and no error", () => {
    const chain = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, index) => [`n${index}`, { items: ref(`n${index + 1}`) }]),
    );
    const all = { ...chain, n20000: {} };
    expect(same(all, all, "n0")).toBe(false);
    expect(same(all, all, "n19900")).toBe(true);
  });
});
