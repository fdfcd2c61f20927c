import { expect, test } from "vitest";
import { outcomes, values } from "../../../../../test/support/contract-story.ts";
import { rule } from "./value-unread.ts";

const told = (...of: Parameters<typeof values>) => outcomes(values(...of), rule.id);
const text = (key: string) => ({ type: "string", "x-key": key });
const number = (key: string) => ({ type: "number", "x-key": key });
const old = "cart:v1:{id}";

test("what it means that nobody reads a value, the link must say", () => {
  const found = values({ cart: {} }, { price: {} });
  expect(outcomes(found, rule.id)).toEqual(["unknown"]);
  expect(found[0]?.decides).toContain("`unread: fine` (a cache) or `unread: breaks` (sessions, rows)");
});

test("a cache may forget", () => {
  expect(values({ cart: {} }, { price: {} }, { unread: "fine" })).toEqual([]);
});

test("a session that nobody reads logs its user out", () => {
  const found = values({ session: { enum: ["sid"] } }, { token: {} }, { unread: "breaks" });
  expect(outcomes(found, rule.id)).toEqual(["breaking"]);
  expect(found[0]).toMatchObject({ direction: "value", operation: "session", example: { value: "sid" } });
});

test("a kind of value that only the reader knows is fine", () => {
  expect(values({ cart: {} }, { cart: {}, price: {} }, { unread: "breaks" })).toEqual([]);
});

test("values under another key are not compared: nobody reads them", () => {
  const of = [{ cart: text(old) }, { cart: number("cart:v2:{id}") }] as const;
  expect(values(...of, { unread: "fine" })).toEqual([]);
  expect(told(...of, { unread: "breaks" })).toEqual(["breaking"]);
  expect(told(...of)).toEqual(["unknown"]);
});

test("a placeholder by another name is the same key", () => {
  const found = values({ cart: text(old) }, { cart: number("cart:v1:{cart}") }, { unread: "fine" });
  expect(found.map(({ ruleId }) => ruleId)).toEqual(["store/type"]);
});

test("a key that only one side names tells nothing apart", () => {
  const found = values({ cart: text(old) }, { cart: { type: "number" } }, { unread: "fine" });
  expect(found.map(({ ruleId }) => ruleId)).toEqual(["store/type"]);
});

test("the same key under another name of the file is read all the same", () => {
  const found = values({ cart: text(old) }, { basket: number(old) }, { unread: "fine" });
  expect(found.map(({ ruleId }) => ruleId)).toEqual(["store/type"]);
});

test("a value is compared with every schema that may read its key", () => {
  const found = values({ cart: text(old) }, { cart: text(old), any: number("{a}:{b}:{c}") });
  expect(found.map(({ ruleId }) => ruleId)).toEqual(["store/type"]);
});
