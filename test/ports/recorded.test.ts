import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSettings } from "../../packages/crossfade/src/proxy/settings-file.ts";
import { StateFile } from "../../packages/crossfade/src/proxy/state-file.ts";
import { tree } from "../support/tree.ts";

const recorded = "test/ports/recorded";
const value = (name: string) => JSON.parse(readFileSync(join(recorded, name), "utf8")) as unknown;

/** Files that an earlier version wrote. They are never changed; a new schema adds one. */
test("a state of schema 1 is read", async () => {
  const path = join(tree({}), "state.json");
  copyFileSync(join(recorded, "router-state-1.json"), path);
  expect(await new StateFile(path).read("edge")).toEqual(value("router-state-1.json"));
});

test("settings of schema 1 are read", async () => {
  expect(await readSettings(join(recorded, "proxy-settings-1.json"))).toEqual(value("proxy-settings-1.json"));
});
