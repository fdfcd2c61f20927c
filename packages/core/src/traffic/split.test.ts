import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketCount } from "./bucket.ts";
import { resplit, type Split, versionAt, type Weights, weightsOf, wholeSplit } from "./split.ts";

const order = ["v2", "v1"];
const at = (weight: number, split: Split = wholeSplit("v1")) =>
  resplit(split, order, { v2: weight, v1: bucketCount - weight });

test("a candidate has the buckets below its weight, whatever the weight was before", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: bucketCount }), { minLength: 1, maxLength: 6 }),
      (weights) => {
        let split = wholeSplit("v1");
        for (const weight of weights) split = at(weight, split);
        const last = weights.at(-1) ?? 0;
        const expected = [
          { from: 0, to: last, label: "v2" },
          { from: last, to: bucketCount, label: "v1" },
        ].filter(({ from, to }) => from < to);
        expect(split).toEqual(expected);
      },
    ),
  );
});

const labels = ["d", "c", "b", "a"];
/** Four weights that add up. */
const weights = fc
  .tuple(...[0, 1, 2].map(() => fc.integer({ min: 0, max: bucketCount })))
  .map((cuts): Weights => {
    const [x = 0, y = 0, z = 0] = [...cuts].sort((a, b) => a - b);
    return { d: x, c: y - x, b: z - y, a: bucketCount - z };
  });

test("a split has exactly the weights that were asked for, without a gap", () => {
  fc.assert(
    fc.property(fc.array(weights, { minLength: 1, maxLength: 4 }), (steps) => {
      let split = wholeSplit("a");
      for (const step of steps) split = resplit(split, labels, step);
      const wanted = Object.fromEntries(
        Object.entries(steps.at(-1) ?? {}).filter(([, weight]) => weight > 0),
      );
      expect(weightsOf(split)).toEqual(wanted);
      expect(split.at(0)?.from).toBe(0);
      expect(split.at(-1)?.to).toBe(bucketCount);
      for (const [index, { from }] of split.entries()) if (index > 0) expect(from).toBe(split[index - 1]?.to);
    }),
  );
});

test("of several versions, one that grows loses nobody, and one that shrinks gains nobody", () => {
  fc.assert(
    fc.property(weights, weights, (one, two) => {
      const before = resplit(wholeSplit("a"), labels, one);
      const after = resplit(before, labels, two);
      for (let bucket = 0; bucket < bucketCount; bucket += 7) {
        const [was, is] = [versionAt(before, bucket) ?? "", versionAt(after, bucket) ?? ""];
        if (was === is) continue;
        expect(two[was] ?? 0, `${was} lost bucket ${bucket}`).toBeLessThan(one[was] ?? 0);
        expect(two[is] ?? 0, `${is} gained bucket ${bucket}`).toBeGreaterThan(one[is] ?? 0);
      }
    }),
  );
});

test("of several versions, a change that is undone gives everybody back to whom they came from", () => {
  fc.assert(
    fc.property(weights, weights, (one, two) => {
      const before = resplit(wholeSplit("a"), labels, one);
      expect(resplit(resplit(before, labels, two), labels, one)).toEqual(before);
    }),
  );
});
