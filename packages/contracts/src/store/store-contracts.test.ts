import { expect, test } from "vitest";
import { complaints, readContract } from "../../../../test/support/contract-story.ts";
import { storeContracts } from "./store-contracts.ts";

const settings = { ...storeContracts.defaults, unread: "fine" } as const;
const file = (path: string, schema: unknown, entry = path) =>
  readContract(storeContracts, { [path]: JSON.stringify(schema) }, entry);
const outcomes = (...of: Parameters<typeof storeContracts.compare>) =>
  storeContracts.compare(...of).map(({ ruleId, outcome }) => `${ruleId} ${outcome}`);

test("of two single files the names do not matter", () => {
  const [writer, reader] = [file("a/cart.json", { type: "string" }), file("b.json", { type: "number" })];
  expect(outcomes(writer, reader, settings)).toEqual(["store/type breaking"]);
});

test("whether a file of another name in a folder is meant cannot be told, so it is not fine", () => {
  const writer = file("cart.json", { type: "string" });
  const reader = file("cache/basket.json", { type: "number" }, "cache/");
  expect(outcomes(writer, reader, settings)).toEqual(["store/value-unread unknown"]);
});

test("keys tell a file and a folder apart", () => {
  const keyed = (key: string) => ({ type: "string", "x-key": key });
  const reader = file("cache/basket.json", keyed("basket:{id}"), "cache/");
  expect(outcomes(file("cart.json", keyed("cart:{id}")), reader, settings)).toEqual([]);
});

test("a sample value is not a schema", () => {
  expect(complaints(storeContracts, { "cart.json": '{"id":1}' }, "cart.json")[0]).toContain(
    "is it a sample value?",
  );
});

test("the summary counts kinds of values", () => {
  expect(storeContracts.summary(file("cart.json", {})).text).toBe("1 kind of value");
});
