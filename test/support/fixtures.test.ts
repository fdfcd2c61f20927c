import { join } from "node:path";
import { expect, test } from "vitest";
import { locate } from "./fixtures.ts";
import { tree } from "./tree.ts";

test("a fixture is found where it is, and undefined on a machine without any", () => {
  const root = tree({ "ofrep/openapi.yaml": "" });
  expect(locate("ofrep", undefined, root)).toBe(join(root, "ofrep"));
  expect(locate("ofrep", root, "/nowhere")).toBe(join(root, "ofrep"));
  expect(locate("ofrep", undefined, "/nowhere")).toBeUndefined();
});

test("a fixture that is asked for and missing is an error, not a skipped test", () => {
  const root = tree({ "ofrep/openapi.yaml": "" });
  expect(() => locate("sql-histories", undefined, root)).toThrow("there is no sql-histories");
  expect(() => locate("ofrep", "/nowhere", root)).toThrow("there is no ofrep in /nowhere");
});
