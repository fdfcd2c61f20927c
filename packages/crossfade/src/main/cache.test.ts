import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tree } from "../../../../test/support/tree.ts";
import { openCache } from "./cache.ts";

test("straight from the sources nothing outlives a run: no digest would change with the code", () => {
  const cwd = tree({});
  const cache = openCache({ cwd, env: { CROSSFADE_CACHE: "cache" } });
  cache.set("key", "text");
  expect(cache.get("key")).toBe("text");
  expect(existsSync(join(cwd, "cache"))).toBe(false);
});
