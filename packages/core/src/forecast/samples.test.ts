import fc from "fast-check";
import { expect, test } from "vitest";
import { earliest, estimateOf, latest, ranked, type Samples } from "./samples.ts";

const samples = (...at: number[]): Samples => ({ at: Float64Array.from(at), open: [] });
const never: Samples = {
  at: Float64Array.from([Infinity, Infinity, Infinity]),
  open: [{ kind: "endless", component: "kiosk", version: "1" }],
};

test("the value at a place is the one that sorting puts there", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 }),
      fc.nat(),
      (values, at) => {
        const place = at % values.length;
        const sorted = Float64Array.from(values).sort();
        expect(ranked(Float64Array.from(values), place)).toBe(sorted[place]);
      },
    ),
  );
});

test("p50 and p90 are values of runs, nearest rank; the worst is that of the last entry", () => {
  expect(estimateOf(samples(10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 99))).toEqual({ p50: 5, p90: 9, worst: 99 });
});

test("later and earlier are taken run by run", () => {
  expect([...latest(samples(1, 5, 9), samples(3, 4, 9)).at]).toEqual([3, 5, 9]);
  expect([...earliest(samples(1, 5, 9), samples(3, 4, 9)).at]).toEqual([1, 4, 9]);
});

test("what hangs on something without an end has none, and keeps the reason; what comes first does not hang on it", () => {
  expect(estimateOf(latest(samples(1, 2, 3), never))).toEqual({
    p50: null,
    p90: null,
    worst: null,
    open: never.open,
  });
  expect(estimateOf(earliest(samples(1, 2, 3), never))).toEqual({ p50: 1, p90: 2, worst: 3 });
});
