import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge } from "../../../../test/support/independent-validator.ts";
import { Library, rootOf } from "../document/library.ts";
import { exported } from "./export.ts";
import { included } from "./included.ts";
import { SchemaPool } from "./normalise.ts";
import { SchemaSource } from "./schema-source.ts";
import { acceptedView, sentView, type View } from "./view.ts";

function nodeOf(schema: unknown, view: View) {
  const library = new Library({ read: () => JSON.stringify(schema), list: () => [] });
  const parsed = library.load("schema.json");
  if (parsed?.kind !== "document") throw new Error("not a document");
  let last = 0;
  const pool = new SchemaPool(new SchemaSource(library, "2020-12"), {
    formats: "ignore",
    nextId: () => ++last,
  });
  return pool.node(rootOf(parsed.document), view);
}

const text = { type: "string" };
const schemas: readonly object[] = [
  { properties: { a: text, b: { type: "integer" } }, additionalProperties: false },
  { properties: { a: text }, patternProperties: { "^b": text }, additionalProperties: { type: "integer" } },
  { allOf: [{ properties: { a: text } }, { properties: { b: {} } }], unevaluatedProperties: false },
  { properties: { a: { $ref: "#" }, b: text }, required: ["b"], additionalProperties: false },
  { anyOf: [{ required: ["a"], properties: { a: { const: 1 } } }, { properties: { a: text, c: text } }] },
  { not: { properties: { a: { const: 1 }, c: { const: 1 } } } },
  // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
  { if: { properties: { a: { const: 1 } } }, then: { required: ["b"] }, else: { properties: { b: text } } },
  { dependentSchemas: { a: { properties: { b: text, c: false } } }, propertyNames: { maxLength: 1 } },
  {
    items: { properties: { a: text, b: { type: "integer" } }, additionalProperties: false },
    maxProperties: 2,
  },
];
const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom<unknown>(1, 2, "a", null),
    fc.array(tie("any"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("a", "b", "c", "bb"), tie("any"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).any;

describe("a schema that is handed to a validator", () => {
  test.each(schemas)("says the same of a value when it is written for that value alone: %j", (schema) => {
    for (const view of [acceptedView("strict", "either"), sentView("closed", "either")]) {
      const node = nodeOf(schema, view);
      const of = (one: unknown, about?: { value: unknown }) =>
        judge({ dialect: "2020-12", schema: exported(node, about), value: one }).kind;
      fc.assert(
        fc.property(value, (one) => {
          expect(of(one, { value: one })).toBe(of(one));
        }),
        { numRuns: 25, seed: 1 },
      );
    }
  });

  test("may have thousands of properties: a validator confirms what breaks, within its deadline", () => {
    const wide = (more: object) => ({
      type: "object",
      properties: {
        ...Object.fromEntries(
          Array.from({ length: 2_000 }, (_, i) => [`p${i}`, { type: "string", maxLength: i + 1 }]),
        ),
        ...more,
      },
      additionalProperties: false,
    });
    const answer = included(wide({}), wide({ p7: { type: "integer" } }));
    if (answer.kind !== "refuted" || !answer.claim) throw new Error(`it is ${answer.kind}`);
    const { claim } = answer;
    expect(JSON.stringify(claim).length).toBeLessThan(1_000);
    const kind = (schema: unknown) => judge({ dialect: claim.dialect, schema, value: claim.value }).kind;
    expect([kind(claim.sent), kind(claim.accepted)]).toEqual(["valid", "invalid"]);
  });
});
