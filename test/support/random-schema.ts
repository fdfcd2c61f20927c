import fc from "fast-check";

/** Random schemas (2020-12) and random values for them, for properties that must hold of all. */

/** A small world, so that keywords meet: few names, few values, few bounds. */
const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    true,
    {},
    { type: "string" },
    { type: "integer" },
    { type: "number" },
    { type: "null" },
    { type: "boolean" },
  ),
  fc.constantFrom<unknown>({ type: ["string", "null"] }, { type: "array" }, { type: "object" }, false),
  fc.record({
    enum: fc.uniqueArray(fc.constantFrom<unknown>("a", "b", 1, 2, null, true, [], {}), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  fc.record({ const: fc.constantFrom<unknown>("a", "b", 1, 0, null) }),
  fc.record(
    {
      minimum: fc.integer({ min: -1, max: 2 }),
      maximum: fc.integer({ min: 0, max: 3 }),
      exclusiveMinimum: fc.integer({ min: -1, max: 1 }),
    },
    { requiredKeys: [] },
  ),
  fc.record({ type: fc.constant("integer"), multipleOf: fc.constantFrom(1, 2, 3, 0.5) }),
  fc.record(
    {
      type: fc.constant("string"),
      minLength: fc.integer({ min: 0, max: 2 }),
      maxLength: fc.integer({ min: 0, max: 3 }),
      pattern: fc.constantFrom("^a", "b$", "^[ab]*$", "a|b", "^a+$"),
    },
    { requiredKeys: ["type"] },
  ),
);
const names = fc.constantFrom("a", "b", "c");

export const { schema: anySchema } = fc.letrec<{ inner: unknown; schema: unknown; parts: object }>((tie) => ({
  // A reference stands where it looks into the value; one that does not may have no meaning at all.
  inner: fc.oneof(
    { arbitrary: tie("schema"), weight: 5 },
    { arbitrary: fc.constantFrom<unknown>({ $ref: "#" }, { $ref: "#/$defs/d" }), weight: 1 },
  ),
  schema: fc.oneof(
    { maxDepth: 3, depthIdentifier: "s" },
    { arbitrary: leaf, weight: 3 },
    { arbitrary: tie("parts"), weight: 5 },
  ),
  parts: fc
    .record(
      {
        type: fc.constantFrom<unknown>("object", "array", ["object", "null"]),
        properties: fc.dictionary(names, tie("inner"), { maxKeys: 2 }),
        required: fc.uniqueArray(names, { maxLength: 2 }),
        additionalProperties: tie("inner"),
        patternProperties: fc.dictionary(fc.constantFrom("^a", "b", "^[ab]$"), tie("inner"), { maxKeys: 1 }),
        propertyNames: fc.constantFrom<unknown>({ maxLength: 1 }, { enum: ["a", "b"] }, { pattern: "^a" }),
        minProperties: fc.integer({ min: 0, max: 2 }),
        maxProperties: fc.integer({ min: 0, max: 2 }),
        items: tie("inner"),
        prefixItems: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }),
        minItems: fc.integer({ min: 0, max: 2 }),
        maxItems: fc.integer({ min: 0, max: 2 }),
        uniqueItems: fc.boolean(),
        contains: tie("schema"),
        minContains: fc.integer({ min: 0, max: 2 }),
        maxContains: fc.integer({ min: 0, max: 2 }),
        allOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }),
        anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }),
        oneOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }),
        not: tie("schema"),
        if: tie("schema"),
        // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
        then: tie("schema"),
        else: tie("schema"),
        dependentRequired: fc.constantFrom({ a: ["b"] }, { b: ["a", "c"] }),
        unevaluatedProperties: fc.constantFrom<unknown>(false, { type: "integer" }),
        dependentSchemas: fc.dictionary(names, tie("schema"), { maxKeys: 1 }),
      },
      { requiredKeys: [] },
    )
    .map(thinned),
}));

/** A schema with every keyword at once is empty: keep a few. */
function thinned(parts: object): object {
  const keys = Object.keys(parts);
  const kept = keys.filter((key, index) => (index * 7 + keys.length * 3 + key.length) % 4 === 0);
  return Object.fromEntries(
    (kept.length > 0 ? kept : keys.slice(0, 2)).map((key) => [key, (parts as Record<string, unknown>)[key]]),
  );
}

export const anyValue = fc
  .letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 2, depthIdentifier: "v" },
      fc.constantFrom<unknown>("a", "b", "", "ab", "aab", 0, 1, 2, 0.5, -1, 3, null, true, false),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("a", "b", "c", "d", "ab"), tie("any"), { maxKeys: 3 }),
    ),
  }))
  .any.map((made): unknown => JSON.parse(JSON.stringify(made)));
