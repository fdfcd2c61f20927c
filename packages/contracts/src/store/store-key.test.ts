import { expect, test } from "vitest";
import { keysMeet } from "./store-key.ts";

const apart = (one: string, other: string) => [keysMeet(one, other), keysMeet(other, one)];

test.each([
  ["cart:v1:{id}", "cart:v2:{id}"],
  ["cart:{id}", "cart:v2:{id}"],
  ["cart-{id}", "cart-v2-{id}"],
  ["cart:v1:*", "cart:v2:{id}"],
  ["cart:v1:%s", "cart:v2:<id>"],
  ["cart:<id>", "cart:v2:<id>"],
  ["sid", "sid2"],
  ["cart:{id}", "price:{id}"],
  ["cart:{id}", "cart:"],
])("%s and %s are two places", (one, other) => {
  expect(apart(one, other)).toEqual([false, false]);
});

test.each([
  ["cart:{id}", "cart:{cartId}"],
  ["cart:{id}", "cart:latest"],
  ["{tenant}:cart", "shop:{name}"],
  ["cart{id}", "{name}7"],
  ["a{x}b", "aab{y}b"],
  ["{a}{b}", "xyz"],
  ["cart:<id>", "cart:<cartId>"],
  ["cart:%s", "cart:%d"],
  ["cart:%s", "cart:{id}"],
  ["cart:*", "cart:{id}"],
  ["cart:*", "cart:{tenant}:{id}"],
  ["*:meta", "cart:{id}:meta"],
  ["", ""],
])("one key may fit both %s and %s", (one, other) => {
  expect(apart(one, other)).toEqual([true, true]);
});

test("keys too long to be told apart are taken to meet", () => {
  expect(keysMeet("a".repeat(501), "b")).toBe(true);
});
