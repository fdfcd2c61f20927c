import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attacked } from "../../../../test/support/inclusion-attack.ts";
import { included } from "./included.ts";

const item = fc.constantFrom<object>(
  { type: "integer" },
  { type: "number" },
  { type: "string" },
  { const: 1 },
  { enum: [1, "a"] },
  {},
);
const small = fc.integer({ min: 0, max: 3 });
const schema = fc.record(
  {
    type: fc.constant("array"),
    contains: item,
    minContains: small,
    maxContains: small,
    items: item,
    minItems: small,
    maxItems: small,
    uniqueItems: fc.boolean(),
  },
  { requiredKeys: ["type"] },
);
const arrays = fc.sample(fc.array(fc.constantFrom<unknown>(1, 2, 1.5, "a", "b", null), { maxLength: 5 }), {
  numRuns: 400,
  seed: 1,
});

describe("how many items of a kind there are", () => {
  test("no answer is wrong", () => {
    const counts = { proved: 0, refuted: 0, unknown: 0 };
    fc.assert(
      fc.property(schema, schema, (sent, accepted) => {
        counts[attacked(sent, accepted, arrays)]++;
      }),
      { numRuns: Number(process.env.SOUNDNESS_RUNS ?? 250), seed: Number(process.env.SOUNDNESS_SEED ?? 1) },
    );
    expect(counts.proved).toBeGreaterThan(50);
    expect(counts.unknown).toBeLessThan((counts.proved + counts.refuted) / 8);
  });

  const ints = { contains: { type: "integer" } };
  test.each([
    [{ ...ints, maxContains: 3 }, { ...ints, maxContains: 2 }, [1, 1, 1]],
    [{}, { ...ints, minContains: 0, maxContains: 1 }, [1, 1]],
    [
      { prefixItems: [{ type: "string" }], items: { type: "integer" } },
      { ...ints, minContains: 0, maxContains: 1 },
      ["text", 1, 1],
    ],
  ])("%j may hold more than %j takes", (sent, accepted, value) => {
    expect(included({ type: "array", ...sent }, accepted)).toMatchObject({ kind: "refuted", value });
  });

  test.each([
    [
      { ...ints, maxContains: 2 },
      { ...ints, maxContains: 3 },
    ],
    [
      { items: { type: "integer" }, minItems: 1, maxItems: 2 },
      { ...ints, maxContains: 2 },
    ],
    [
      { prefixItems: [{ type: "integer" }, { type: "string" }], items: false, minItems: 2 },
      { ...ints, maxContains: 1 },
    ],
    [
      { items: { enum: [1, 2] }, uniqueItems: true, minItems: 1 },
      { contains: {}, maxContains: 2 },
    ],
    [
      { contains: { const: 1 }, minContains: 2 },
      { contains: {}, minContains: 2 },
    ],
    [
      { prefixItems: [{ type: "integer" }], items: { type: "string" }, minItems: 1 },
      { ...ints, maxContains: 1 },
    ],
  ])("%j never holds more than %j takes", (sent, accepted) => {
    expect(included({ type: "array", ...sent }, accepted).kind).toBe("proved");
  });
});
