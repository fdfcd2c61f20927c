import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attacked } from "../../../../test/support/inclusion-attack.ts";
import { included } from "./included.ts";

const edge = fc.constantFrom(-2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 10, 10.5, 11);
const divisors = [1, 2, 3, 0.5, 0.25, 1.5, 0.1, 0.2, 0.3, 0.01, 0.02, 0.04, 0.05, 0.001, 1e-5];
const range = fc.record(
  { minimum: edge, maximum: edge, exclusiveMinimum: edge, exclusiveMaximum: edge },
  { requiredKeys: [] },
);
const schema = fc.oneof(
  fc
    .tuple(
      range,
      fc.constantFrom("integer", "number"),
      fc.option(fc.constantFrom(...divisors), { nil: undefined }),
    )
    .map(([bounds, type, multipleOf]) => ({
      type,
      ...bounds,
      ...(multipleOf === undefined ? {} : { multipleOf }),
    })),
  fc
    .uniqueArray(fc.integer({ min: -2, max: 11 }), { minLength: 1, maxLength: 14 })
    .map((list) => ({ enum: list })),
  fc.array(range, { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
);
const grid = Array.from({ length: 60 }, (_, i) => (i - 12) / 4);
const cents = Array.from({ length: 200 }, (_, i) => (i * 7 - 150) / 100);
const tenths = Array.from({ length: 200 }, (_, i) => (i - 30) * 0.1);
const values = [...grid, ...cents, ...tenths, 1e15 + 0.3, 2 ** 53, 2 ** 53 + 2, 1e20];

describe("numbers", () => {
  test("no answer about bounds, lists and multiples is wrong", () => {
    const counts = { proved: 0, refuted: 0, unknown: 0 };
    fc.assert(
      fc.property(schema, schema, (sent, accepted) => {
        counts[attacked(sent, accepted, values)]++;
      }),
      { numRuns: Number(process.env.SOUNDNESS_RUNS ?? 500), seed: Number(process.env.SOUNDNESS_SEED ?? 1) },
    );
    expect(counts.proved).toBeGreaterThan(50);
    expect(counts.unknown).toBeLessThan((counts.proved + counts.refuted) / 20);
  });

  test.each([
    [{ exclusiveMaximum: 11 }, { maximum: 10 }],
    [{ maximum: 10 }, { exclusiveMaximum: 11 }],
    [{ maximum: 10.5 }, { maximum: 10 }],
    [{ exclusiveMinimum: 0 }, { minimum: 1 }],
    [{ minimum: 1, maximum: 1 }, { const: 1 }],
    [{ exclusiveMinimum: 0, maximum: 3 }, { enum: [3, 2, 1] }],
    [{ minimum: 0, maximum: 6, multipleOf: 3 }, { enum: [0, 3, 6] }],
    [{}, { anyOf: [{ maximum: 5 }, { minimum: 6 }] }],
    [{}, { multipleOf: 0.01 }],
    [{ multipleOf: 5 }, { multipleOf: 0.5 }],
  ])("every integer with %j is one with %j", (sent, accepted) => {
    expect(included({ type: "integer", ...sent }, { type: "integer", ...accepted }).kind).toBe("proved");
  });

  test.each([
    [{ type: "number", exclusiveMaximum: 11 }, { maximum: 10 }, "refuted"],
    [{ type: "integer", minimum: 1, maximum: 4 }, { enum: [1, 2, 3] }, "refuted"],
    [{ type: "number" }, { anyOf: [{ maximum: 5 }, { minimum: 6 }] }, "refuted"],
    [{ type: "integer" }, { anyOf: [{ maximum: 5 }, { minimum: 7 }] }, "refuted"],
    [{ type: "integer", exclusiveMaximum: 2 ** 53 }, { maximum: 2 ** 53 - 1 }, "unknown"],
    // A double of 0.01 is too far off, for its division to be whole wherever that by 0.02 is; but not for that by 0.1.
    [{ type: "number", multipleOf: 0.02 }, { multipleOf: 0.01 }, "proved"],
    [{ type: "number", multipleOf: 0.1 }, { multipleOf: 0.01 }, "unknown"],
    [{ type: "integer" }, { multipleOf: 1e-5 }, "unknown"],
    [{ type: "integer" }, { multipleOf: 0.3 }, "refuted"],
  ])("%j in %j is %s", (sent, accepted, kind) => {
    expect(included(sent, accepted).kind).toBe(kind);
  });

  test("a divisor that is said to divide every integer does so in doubles", () => {
    for (const divisor of divisors) {
      if (included({ type: "integer" }, { multipleOf: divisor }).kind !== "proved") continue;
      for (let n = 1; n < 200_000; n++) {
        if (!Number.isInteger(n / divisor)) throw new Error(`${n} / ${divisor}`);
        const large = Math.floor((2 ** 53 / 200_000) * n);
        if (!Number.isInteger(large / divisor)) throw new Error(`${large} / ${divisor}`);
      }
    }
  });
});
