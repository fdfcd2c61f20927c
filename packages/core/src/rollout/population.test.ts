import { expect, test } from "vitest";
import { bucketsOf, smallestGroup } from "./population.ts";

const populations = [3, 7, 999, 1_000, 1_001, 12_345, 7_000_000];

test("so many users are never more than were asked for, and as many as buckets allow", () => {
  for (const population of populations)
    for (const users of [1, 2, 50, 999].filter((each) => each <= population)) {
      const perBucket = population / 10_000;
      const buckets = bucketsOf(users, population);
      expect(buckets * perBucket).toBeLessThanOrEqual(users);
      if (buckets < 10_000) expect((buckets + 1) * perBucket).toBeGreaterThan(users);
    }
});

test("fifty of a thousand are five percent, all of them are everybody", () => {
  expect([bucketsOf(50, 1_000), bucketsOf(1_000, 1_000), bucketsOf(2_000, 1_000)]).toEqual([
    500, 10_000, 10_000,
  ]);
});

test("of a population that nobody knows they are nobody", () => {
  expect(bucketsOf(50, 0)).toBe(0);
});

test("the smallest group fills one bucket, and one user less fills none", () => {
  for (const population of populations) {
    expect(bucketsOf(smallestGroup(population), population)).toBeGreaterThan(0);
    expect(bucketsOf(smallestGroup(population) - 1, population)).toBe(0);
  }
});
