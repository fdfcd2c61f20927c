import { expect, test } from "vitest";
import { pathOf } from "./target.ts";

test.each([
  ["/", "/"],
  ["/a/b?c=d?e", "/a/b"],
  ["/?x", "/"],
  ["http://other/", undefined],
  ["*", undefined],
  ["other:80", undefined],
  ["", undefined],
  ["/a#b", undefined],
  ["/a b", undefined],
  ["/a\tb", undefined],
  ["/caf\u00e9", undefined],
  ["/a\u007f", undefined],
])("the path of %j is %j", (target, path) => {
  expect(pathOf(target)).toBe(path);
});
