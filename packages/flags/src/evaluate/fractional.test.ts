import { FlagdCore } from "@openfeature/flagd-core";
import { describe, expect, test } from "vitest";
import { variantAt } from "./fractional.ts";
import { type Bucketing, compileFlags } from "./index.ts";

const names = Array.from({ length: 25 }, (_, at) => `bucket${at + 1}`);
const served = (targeting: unknown, context: object, bucketing: Bucketing) => {
  const flag = {
    state: "ENABLED",
    variants: Object.fromEntries(names.map((name) => [name, name])),
    targeting,
  };
  return compileFlags({ flags: { f: flag } }, { clock: () => 0, bucketing }).resolve("f", context as never)
    .variant;
};
const bucket = (value: unknown, bucketing: Bucketing) =>
  served({ fractional: [{ var: "by" }, ...names.map((name) => [name, 1])] }, { by: value }, bucketing);

/** From the cases for v3 that flagd's testbed prepares: 25 buckets of one weight. */
const prepared: readonly (readonly [value: unknown, bucket: number])[] = [
  [true, 5],
  [false, 1],
  ["user1", 22],
  ["true", 24],
  [123, 20],
  ["123", 22],
  [1.23, 14],
  [0, 8],
  [-0, 8],
  [1, 23],
  [-2, 12],
  [23, 21],
  [24, 11],
  [255, 13],
  [65_535, 4],
  [65_536, 11],
  [-24, 4],
  [-25, 16],
  [2 ** 53, 10],
  [2_147_483_647, 10],
  [-2_147_483_648, 8],
  [1e20, 19],
  [65_504, 16],
  [0.00006103515625, 22],
  [0.000000059604644775390625, 23],
  [65_505, 17],
  [3.4028234663852886e38, 10],
  [1.1754943508222875e-38, 24],
  [3.5e38, 1],
  [Number.MAX_VALUE, 17],
  [5e-324, 2],
  [{ b: 2, a: 1 }, 23],
  [{ z: 1, aa: 2 }, 21],
  [{ aaa: 1, ÿ: 2 }, 12],
  [{ a: true, bbb: 1, c: "text", dddd: 2.5 }, 25],
  [{}, 3],
  [{ a: [1, [], 3], b: null }, 3],
  [{ café: "façade", b: { résumé: { ÿ: true } } }, 22],
  ["", 4],
  ["12345678901234567890123", 4],
  ["123456789012345678901234", 14],
  ["a".repeat(255), 18],
  ["a".repeat(256), 7],
  ["あいうえおかき", 17],
  ["éééééééééééé", 19],
];

describe("v3 tells values apart by their type", () => {
  test.each(prepared)("%j falls into bucket %i", (value, wanted) => {
    expect(bucket(value, "v3")).toBe(`bucket${wanted}`);
  });

  test.each([
    ["user-1", "heads"],
    ["user-2", "tails"],
    ["user-3", "heads"],
  ])("%s, by its targeting key", (targetingKey, wanted) => {
    const targeting = { fractional: [["heads"], ["tails", 1]] };
    const flag = { state: "ENABLED", variants: { heads: "heads", tails: "tails" }, targeting };
    const flags = compileFlags(
      { flags: { "fractional-flag-shorthand": flag } },
      { clock: () => 0, bucketing: "v3" },
    );
    expect(flags.resolve("fractional-flag-shorthand", { targetingKey }).variant).toBe(wanted);
  });

  test("nothing, and a targeting key that is no text, are nobody", () => {
    expect(bucket(null, "v3")).toBeUndefined();
    expect(bucket([1], "v3")).toBeUndefined();
    expect(served({ fractional: [["bucket1", 1]] }, { targetingKey: 5 }, "v3")).toBeUndefined();
  });
});

test("v2 takes texts alone, and moves nobody when the total is beyond what fits into a number", () => {
  expect(bucket(123, "v2")).toBeUndefined();
  const by = (scale: number, key: string) =>
    served(
      { fractional: [{ var: "targetingKey" }, ["bucket1", scale], ["bucket2", 3 * scale]] },
      { targetingKey: key },
      "v2",
    );
  for (let at = 0; at < 500; at++) expect(by(500_000_000, `u${at}`)).toBe(by(1, `u${at}`));
});

test("a weight above the limit serves nobody", () => {
  const most = 2_147_483_647;
  expect(served({ fractional: ["x", ["bucket1", most]] }, {}, "v2")).toBe("bucket1");
  expect(served({ fractional: ["x", ["bucket1", most], ["bucket2", 1]] }, {}, "v2")).toBeUndefined();
});

test("the bytes of UTF-8 are hashed, whatever the letters", () => {
  const targeting = { fractional: [{ var: "targetingKey" }, ...names.map((name) => [name, 1])] };
  const flag = {
    state: "ENABLED",
    variants: Object.fromEntries(names.map((name) => [name, name])),
    targeting,
  };
  const core = new FlagdCore();
  core.setConfigurations(JSON.stringify({ flags: { f: flag } }));
  for (let at = 0; at < 100; at++) {
    const key = `${["Žofie", "あい", "😀", "plain", "é"][at % 5]}-${at}`;
    // flagd-core hashes units of UTF-16, so it is told the bytes one by one.
    const bytes = Buffer.from(key, "utf8").toString("latin1");
    const theirs = core.resolveStringEvaluation("f", "", { targetingKey: bytes }).value;
    expect(served(targeting, { targetingKey: key }, "v2"), key).toBe(theirs);
    const joined = {
      fractional: [{ cat: ["", { var: "targetingKey" }] }, ...names.map((name) => [name, 1])],
    };
    expect(served(joined, { targetingKey: key }, "v2"), key).toBe(theirs);
  }
});

test("a bucket is exact where the product is beyond what a number holds exactly", () => {
  for (const total of [2_147_483_647, 2_097_153, 1_234_567_891]) {
    // The hash whose product with the total is one below a whole bucket.
    let hash = 1n;
    for (let bit = 1n; bit < 32n; bit++)
      if ((hash * BigInt(total) + 1n) % (1n << (bit + 1n)) !== 0n) hash += 1n << bit;
    const bucket = Number((hash * BigInt(total)) >> 32n);
    const buckets = {
      total,
      entries: [
        { variant: "before", end: bucket + 1 },
        { variant: "after", end: total },
      ],
    };
    expect((hash * BigInt(total) + 1n) % (1n << 32n)).toBe(0n);
    expect(variantAt(Number(hash), buckets)).toBe("before");
  }
});
