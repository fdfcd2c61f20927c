import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compiled } from "../../../../../test/support/independent-validator.ts";
import { below, Library, type Location, rootOf } from "../../document/library.ts";
import { stepsOf } from "../../document/pointer.ts";
import { SchemaComparison } from "../../schema/comparison.ts";
import { SchemaSource } from "../../schema/schema-source.ts";
import { acceptedView, sentView } from "../../schema/view.ts";
import { Projection } from "./projection.ts";
import { readsOf } from "./reads.ts";

interface Pair {
  readonly source: SchemaSource;
  readonly original: Location;
  readonly projected: Location;
  readonly projection: Projection;
}

/** A schema in a document beside its projection to what these paths read. */
function projected(schema: unknown, reads: readonly string[], version = "3.1.0"): Pair {
  const document = JSON.stringify({ openapi: version, schema, $defs: { d: { properties: { a: text } } } });
  const draft07 = JSON.stringify({
    $schema: "http://json-schema.org/draft-07/schema#",
    items: [text, number],
  });
  const read = (path: string) => (path === "api/old.json" ? draft07 : document);
  const library = new Library({ read, list: () => [] });
  const parsed = library.load("api/a b.json");
  if (parsed?.kind !== "document") throw new Error("not a document");
  const source = new SchemaSource(library, version === "3.1.0" ? "2020-12" : "openapi-3.0");
  const projection = new Projection(source, parsed.document, "web/uses.yaml");
  const original = below(rootOf(parsed.document), "schema");
  const paths = reads.map((each) => stepsOf(each) ?? []);
  return { source, original, projected: projection.of(original, readsOf(paths)), projection };
}

const views = [sentView("open", "response"), acceptedView("strict", "response")] as const;

/** What an independent validator says of a value under both. */
function judges({ source, original, projected }: Pair) {
  const both = new SchemaComparison(source, source, "ignore").exportedPair(original, projected, ...views);
  const ask = (schema: unknown) => {
    const judge = compiled("2020-12", schema);
    return (value: unknown) => judge(value).kind;
  };
  return { whole: ask(both.sent), narrow: ask(both.accepted) };
}

function admits(schema: unknown, reads: readonly string[], value: unknown, version?: string): boolean {
  return judges(projected(schema, reads, version)).narrow(value) === "valid";
}

const text = { type: "string" };
const number = { type: "number" };
const cart = {
  type: "object",
  required: ["id", "total", "items"],
  properties: {
    id: text,
    total: number,
    items: {
      type: "array",
      minItems: 1,
      items: { type: "object", required: ["price", "name"], properties: { price: number, name: text } },
    },
  },
  additionalProperties: false,
};

describe("what is not read may be anything or missing", () => {
  test("a field, whether it was required or not", () => {
    expect(admits(cart, ["/total"], { total: 1 })).toBe(true);
    expect(admits(cart, ["/total"], { total: 1, id: 7, items: "none", more: 1 })).toBe(true);
    expect(admits(cart, ["/total"], { total: "1" })).toBe(false);
    expect(admits(cart, ["/total"], {})).toBe(false);
    expect(admits(cart, ["/total"], [])).toBe(false);
  });
  test("fields that nothing describes, also where they were refused", () => {
    for (const refused of [{ additionalProperties: false }, { unevaluatedProperties: false }])
      expect(admits({ properties: { a: text, b: text }, ...refused }, ["/a"], { a: "x", b: 1, c: 1 })).toBe(
        true,
      );
  });
  test("a field of every item; the list itself stays what it was", () => {
    const reads = ["/items/*/price"];
    expect(admits(cart, reads, { items: [{ price: 1 }, { price: 2, name: 3 }] })).toBe(true);
    expect(admits(cart, reads, { items: [{ price: 1 }, { name: "a" }] })).toBe(false);
    expect(admits(cart, reads, { items: [] })).toBe(false);
    expect(admits(cart, reads, {})).toBe(false);
  });
  test("one item by its number: then all of them are held to what is read of it", () => {
    expect(admits(cart, ["/items/0/price"], { items: [{ price: 1 }] })).toBe(true);
    expect(admits(cart, ["/items/0/price"], { items: [{ price: "1" }] })).toBe(false);
  });
  test("a place of a tuple", () => {
    const pair = { type: "array", prefixItems: [text, number], items: false };
    expect(admits(pair, ["/1"], [1, 2, 3])).toBe(false);
    expect(admits(pair, ["/1"], [1, 2])).toBe(true);
    expect(admits(pair, ["/1"], ["a", "b"])).toBe(false);
  });
  test("values of a map by `*`, and one of them by name", () => {
    const prices = { type: "object", additionalProperties: { properties: { net: number, tax: number } } };
    expect(admits(prices, ["/*/net"], { a: { net: 1, tax: "none" } })).toBe(true);
    expect(admits(prices, ["/*/net"], { a: { net: "1" } })).toBe(false);
    expect(admits(prices, ["/de/net"], { de: { net: "1" } })).toBe(false);
    expect(admits(prices, ["/de/net", "/*/tax"], { de: { tax: "1" } })).toBe(false);
    const named = { properties: { de: { properties: { net: number, tax: number } } } };
    expect(admits(named, ["/de/net", "/*/tax"], { de: { tax: "1" } })).toBe(false);
    expect(admits(named, ["/de/net", "/*/tax"], { de: { net: "1" } })).toBe(false);
    expect(admits(named, ["/de/net", "/*"], { de: { tax: "1" } })).toBe(false);
  });
  test("a field that is declared by name, where the common word for the others counts", () => {
    const prices = { properties: { note: text }, required: ["note"], additionalProperties: number };
    expect(admits(prices, ["/de"], { de: 1, note: "x" })).toBe(true);
    expect(admits(prices, ["/de"], { de: 1, note: null })).toBe(true);
    expect(admits(prices, ["/de"], { de: "1" })).toBe(false);
    expect(admits(prices, ["/note"], { note: "x", de: "1" })).toBe(true);
  });
  test("all of it, where nothing of it is read", () => {
    expect(admits(cart, [], "none")).toBe(true);
  });
});

describe("through every way to say a schema", () => {
  test("references, also in a ring", () => {
    const tree = {
      type: "object",
      required: ["name", "kind"],
      properties: { name: text, kind: text, children: { type: "array", items: { $ref: "#/schema" } } },
    };
    expect(admits(tree, ["/children/*/name"], { children: [{ name: "a" }] })).toBe(true);
    expect(admits(tree, ["/children/*/name"], { children: [{}] })).toBe(false);
    expect(admits(tree, ["/children/*/children/*/name"], { children: [{ children: [{}] }] })).toBe(false);
  });
  test("allOf part by part, anyOf branch by branch", () => {
    const parts = { allOf: [{ properties: { a: text, b: text } }, { required: ["a", "b"] }] };
    expect(admits(parts, ["/a"], { a: "x" })).toBe(true);
    expect(admits(parts, ["/a"], { b: "x" })).toBe(false);
    const either = { anyOf: [{ properties: { a: text }, required: ["a"] }, { properties: { a: number } }] };
    expect(admits(either, ["/a"], { a: 1 })).toBe(true);
    expect(admits(either, ["/a"], { a: null })).toBe(false);
  });
  test("exactly one becomes any: what told the branches apart may not be read", () => {
    const branch = (kind: string) => ({
      properties: { kind: { const: kind }, name: text },
      required: ["kind", "name"],
    });
    const one = { oneOf: [branch("a"), branch("b")], anyOf: [{ required: ["name"] }, { required: ["x"] }] };
    expect(admits(one, ["/name"], { name: "x" })).toBe(true);
    expect(admits(one, ["/name"], {})).toBe(false);
  });
  test("a schema in another dialect stays whole, with what its keywords mean there", () => {
    const pair = { properties: { pair: { $ref: "old.json" } } };
    expect(admits(pair, ["/pair/1"], { pair: ["a", 2] })).toBe(true);
    expect(admits(pair, ["/pair/1"], { pair: ["a", "b"] })).toBe(false);
    expect(admits(pair, ["/pair/1"], { pair: [1, 2] })).toBe(false);
  });
  test("what says something of fields together stays whole", () => {
    for (const kept of [
      { not: { required: ["b"] } },
      { dependentRequired: { a: ["c"] } },
      { minProperties: 3 },
      { patternProperties: { "^b": number } },
      { enum: [{ a: "x" }] },
      // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
      { if: { required: ["b"] }, then: { required: ["c"] } },
      { properties: { a: text }, unevaluatedProperties: number },
    ])
      expect([kept, admits({ ...kept, ...fields }, ["/a"], { a: "x", b: "y" })]).toEqual([kept, false]);
  });
  const fields = { properties: { a: text } };
  test("a field that does not travel this way is not waited for, whoever requires it", () => {
    const secret = (more: object) => ({
      properties: { a: text, password: { type: "string", writeOnly: true } },
      ...more,
    });
    expect(admits(secret({ required: ["password"] }), ["/password"], {})).toBe(true);
    // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
    const kept = { if: { required: ["a"] }, then: { required: ["password"] } };
    expect(admits(secret(kept), ["/a"], { a: "x" })).toBe(true);
  });
  test("OpenAPI 3.0: nullable stays, nothing beside a reference counts", () => {
    const card = { type: "object", nullable: true, required: ["a", "b"], properties: { a: text, b: text } };
    expect(admits(card, ["/a"], null, "3.0.3")).toBe(true);
    expect(admits(card, ["/a"], { a: "x" }, "3.0.3")).toBe(true);
    expect(admits({ $ref: "#/$defs/d", required: ["x"] }, ["/a"], {}, "3.0.3")).toBe(true);
    expect(admits({ $ref: "#/$defs/d", required: ["a"] }, ["/a"], {})).toBe(false);
  });
});

test("a place of the projection is shown where the contract says it", () => {
  const { projection, projected: at } = projected({ oneOf: [cart, text] }, ["/total"]);
  const original = (pointer: string) =>
    projection.original({ side: "sender", document: at.document.path, pointer }).pointer;
  expect(original(at.pointer)).toBe("/schema");
  expect(original(`${at.pointer}/allOf/0/anyOf/1`)).toBe("/schema/oneOf/1");
  const elsewhere = { side: "sender", document: "api/b.json", pointer: at.pointer } as const;
  expect(projection.original(elsewhere)).toBe(elsewhere);
});

const names = fc.constantFrom("a", "b", "c");
const leaf = fc.constantFrom<unknown>(true, text, number, { enum: ["x", 1] }, { type: "null" }, false);

/** Schemas of containers; with `all`, also of every keyword that is kept as it is. */
const schemas = (all: boolean) =>
  fc.letrec<{ schema: unknown }>((tie) => {
    const inner = tie("schema");
    const list = fc.array(inner, { minLength: 1, maxLength: 2 });
    const plain = {
      type: fc.constantFrom<unknown>("object", "array", ["object", "array"], ["object", "null"]),
      properties: fc.dictionary(names, inner, { maxKeys: 3 }),
      required: fc.uniqueArray(names, { maxLength: 2 }),
      items: inner,
      prefixItems: list,
      allOf: list,
      anyOf: list,
      oneOf: list,
    };
    const kept = {
      additionalProperties: inner,
      patternProperties: fc.dictionary(fc.constantFrom("^a", "b"), inner, { maxKeys: 1 }),
      unevaluatedProperties: fc.constantFrom<unknown>(false, number),
      propertyNames: fc.constantFrom<unknown>({ enum: ["a", "b"] }),
      minProperties: fc.integer({ min: 0, max: 2 }),
      uniqueItems: fc.boolean(),
      not: inner,
      if: inner,
      // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
      then: inner,
      else: inner,
      dependentRequired: fc.constantFrom({ a: ["b"] }),
      dependentSchemas: fc.dictionary(names, inner, { maxKeys: 1 }),
      $ref: fc.constant("#/$defs/d"),
    };
    return {
      schema: fc.oneof(
        { maxDepth: 3, depthIdentifier: "s" },
        { arbitrary: leaf, weight: 2 },
        {
          arbitrary: fc.record(all ? { ...plain, ...kept } : plain, { requiredKeys: [] }).map(few),
          weight: 4,
        },
      ),
    };
  }).schema;

/** A schema with every keyword at once admits nothing: keep some. */
function few(schema: object): object {
  const entries = Object.entries(schema);
  return Object.fromEntries(entries.filter((_, index) => (index * 7 + entries.length * 3) % 5 < 2));
}

const value = fc
  .letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3, depthIdentifier: "v" },
      fc.constantFrom<unknown>("x", "", 0, 1, null, true),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("a", "b", "c", "d"), tie("any"), { maxKeys: 4 }),
    ),
  }))
  .any.map((made): unknown => JSON.parse(JSON.stringify(made)));
const paths = fc.array(
  fc
    .array(fc.constantFrom("a", "b", "c", "*", "0", "1"), { minLength: 1, maxLength: 3 })
    .map((steps) => `/${steps.join("/")}`),
  { maxLength: 3 },
);
const values = fc.array(value, { minLength: 40, maxLength: 40 });

test("whatever a schema admits its projection admits", () => {
  let tried = 0;
  fc.assert(
    fc.property(schemas(true), paths, values, (schema, reads, all) => {
      const pair = projected(schema, reads);
      const { whole, narrow } = judges(pair);
      for (const each of all) {
        if (whole(each) !== "valid") continue;
        tried++;
        expect(narrow(each), JSON.stringify([each, pair.projected])).not.toBe("invalid");
      }
      const engine = new SchemaComparison(pair.source, pair.source, "ignore");
      expect(engine.compare(pair.original, pair.projected, ...views).mismatches).toEqual([]);
    }),
    { numRuns: 60, seed: 4 },
  );
  expect(tried).toBeGreaterThan(250);
});

/** The same value with something else wherever nothing is read. */
function changed(given: unknown, reads: readonly string[], other: unknown): unknown {
  const steps = reads.map((each) => stepsOf(each) ?? []);
  const walk = (at: unknown, open: readonly (readonly string[])[]): unknown => {
    if (open.length === 0) return other;
    if (typeof at !== "object" || at === null || open.some((each) => each.length === 0)) return at;
    const below = (step: string) =>
      open.filter(([first]) => first === step || first === "*").map((each) => each.slice(1));
    // Where one item is read all are held to it.
    const items = () => open.filter(([first = ""]) => /^(\d+|\*)$/.test(first)).map((each) => each.slice(1));
    if (Array.isArray(at)) return at.map((item) => walk(item, items()));
    return Object.fromEntries(Object.entries(at).map(([name, item]) => [name, walk(item, below(name))]));
  };
  return walk(given, steps);
}

test("what is put where nothing is read makes no difference; what is read still does", () => {
  let [tried, refused] = [0, 0];
  fc.assert(
    fc.property(schemas(false), paths, values, value, (schema, reads, all, other) => {
      const pair = projected(schema, reads);
      const { whole, narrow } = judges(pair);
      for (const each of all) {
        const verdict = narrow(each);
        expect(narrow(changed(each, reads, other)), JSON.stringify([each, other])).toBe(verdict);
        tried++;
        if (whole(each) === "invalid" && verdict === "invalid") refused++;
      }
    }),
    { numRuns: 80, seed: 5 },
  );
  expect(tried).toBeGreaterThan(1_000);
  expect(refused).toBeGreaterThan(200);
});
