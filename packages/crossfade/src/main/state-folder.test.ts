import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeStateFolder } from "./state-folder.ts";

test("a router's folder is its owner's alone, and git does not see what lies in it", () => {
  const home = mkdtempSync(join(tmpdir(), "crossfade-state-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const folder = join(home, ".crossfade/edge");
  makeStateFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("*\n");
  writeFileSync(join(folder, ".gitignore"), "state.json\n");
  makeStateFolder(folder);
  expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("state.json\n");
});
