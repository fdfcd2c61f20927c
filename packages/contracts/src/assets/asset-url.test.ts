import { expect, test } from "vitest";
import { assetUrl } from "./asset-url.ts";

test.each([
  ["/a/b.js", "", "a/b.js"],
  ["a/b.js", "", "a/b.js"],
  ["./a//c/../b.js?v=1#x", "", "a/b.js"],
  ["b.js", "/static/", "static/b.js"],
  ["b.js", "static", "static/b.js"],
  ["/b.js", "/static/", "b.js"],
  ["b.js", "https://cdn.example/static/", "static/b.js"],
  ["https://cdn.example:8080/b.js", "/static/", "b.js"],
  ["//cdn.example/b.js", "", "b.js"],
  ["/%C3%A9.js", "", "é.js"],
])("%s with base %j is the file %s", (url, base, path) => expect(assetUrl(url, base)?.path).toBe(path));

test("what is no file to fetch is none", () => {
  for (const url of ["data:text/css,a", "blob:x", "", "/", "https://cdn.example"])
    expect(assetUrl(url)).toBeUndefined();
});

test("the origin is told without its protocol's letters", () => {
  expect(assetUrl("HTTP://CDN.example/a.js")?.origin).toBe("https://cdn.example");
  expect(assetUrl("/a.js")?.origin).toBeUndefined();
});
