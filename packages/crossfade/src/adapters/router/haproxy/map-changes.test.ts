import { expect, test } from "vitest";
import { batches, isLarge, mapChange, mapCommands } from "./map-changes.ts";

test("a change removes, sets and adds what differs, and nothing else", () => {
  const change = mapChange(
    [
      ["a", "1"],
      ["b", "1"],
      ["c", "1"],
    ],
    [
      ["b", "1"],
      ["c", "2"],
      ["d", "1"],
    ],
  );
  expect(mapCommands({ file: "/m", ...change })).toEqual([
    "del map /m a",
    "set map /m c 2",
    "add map /m d 1",
  ]);
});

test("much that is added goes behind one command", () => {
  const many = Array.from({ length: 101 }, (_, n) => [`k${n}`, "v"] as const);
  const change = mapChange([], many);
  expect(isLarge(change)).toBe(true);
  expect(mapCommands({ file: "/m", ...change })).toEqual([]);
});

test("no batch is longer than a line may be, and none is lost", () => {
  const texts = Array.from({ length: 5_000 }, (_, n) => `${"ü".repeat(n % 40)} ${n}`);
  const all = batches(texts);
  expect(all.flat()).toEqual(texts);
  for (const batch of all) expect(Buffer.byteLength(batch.join("\n"))).toBeLessThanOrEqual(12_000);
  expect(batches([])).toEqual([]);
  expect(batches(["x".repeat(20_000)])).toHaveLength(1);
});
