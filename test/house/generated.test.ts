import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

test("generated files are what the code says", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=crossfade-source", "--import", "tsx", "scripts/generate.mjs", "--check"],
    { encoding: "utf8" },
  );
  expect(stdout + stderr).toBe("");
  expect(status).toBe(0);
});
