import { expect, test } from "vitest";
import { hostName, KnownHosts } from "./host-header.ts";

test.each([
  ["shop.example", "shop.example"],
  ["SHOP.example:8080", "shop.example"],
  ["shop.example.", "shop.example"],
  ["my_service", "my_service"],
  ["127.0.0.1:80", "127.0.0.1"],
  ["[::1]:80", "[::1]"],
])("%s names %s", (header, name) => {
  expect(hostName(header)).toBe(name);
});

test.each([
  "",
  " ",
  "a b",
  "a,b",
  "a@b",
  "user:pw@shop",
  "shop/x",
  "shop:port",
  "shop:",
  "shop:123456",
  "-shop",
  "[::1",
  "::1",
  "shop\t",
  "shöp",
  "a".repeat(256),
])("%j is no host", (header) => {
  expect(hostName(header)).toBeUndefined();
});

test("with a list only those on it are answered for, whatever their case and port", () => {
  const hosts = new KnownHosts(["Shop.example"]);
  expect(["shop.example:80", "SHOP.EXAMPLE", "other", "a b"].map((each) => hosts.nameIn(each))).toEqual([
    "shop.example",
    "shop.example",
    "CF_PROXY_UNKNOWN_HOST",
    "CF_PROXY_BAD_HOST",
  ]);
});
