import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RouterState, withDeclaredVersions } from "@crossfade/core";
import { expect, onTestFinished, test } from "vitest";
import { StateFile } from "./state-file.ts";

const first = withDeclaredVersions(undefined, {
  router: "edge",
  salt: "shop",
  components: [{ component: "api", versions: [{ label: "1.9.4", urls: ["http://127.0.0.1:9101"] }] }],
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "crossfade-state-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test("a state is read as it was written, by its owner alone", async () => {
  const file = new StateFile(join(folder(), "state.json"));
  expect(await file.read()).toBeUndefined();
  await file.write(first);
  await file.write({ ...first, generation: 2 });
  expect(await file.read()).toEqual({ ...first, generation: 2 });
  expect(statSync(file.path).mode & 0o777).toBe(0o600);
  expect(existsSync(`${file.path}.tmp`)).toBe(false);
});

test.each([
  ["half a state", JSON.stringify(first).slice(0, 40), "it is not JSON"],
  ["an empty file", "", "it is not JSON"],
  ["a state of another schema", JSON.stringify({ ...first, stateSchema: 2 }), "stateSchema has to be 1"],
  ["a split with a gap", JSON.stringify(first).replace('"from":0', '"from":1'), "without a gap"],
])("%s is an error that says so, and is left as it is", async (_, text, why) => {
  const file = new StateFile(join(folder(), "state.json"));
  writeFileSync(file.path, text);
  await expect(file.read()).rejects.toMatchObject({
    code: "CF_ROUTER_STATE_UNREADABLE",
    message: expect.stringContaining(why),
    details: { file: file.path },
  });
  expect(readFileSync(file.path, "utf8")).toBe(text);
});

test("what a killed writer left beside it does not matter", async () => {
  const file = new StateFile(join(folder(), "state.json"));
  await file.write(first);
  writeFileSync(`${file.path}.tmp`, "half");
  expect(await file.read()).toEqual(first);
  await file.write({ ...first, generation: 2 });
  expect(await file.read()).toMatchObject({ generation: 2 });
});

test("a state that cannot be written leaves the last one", async () => {
  const file = new StateFile(join(folder(), "state.json"));
  await file.write(first);
  const impossible = { ...first, components: { api: { toJSON: () => JSON.parse("") } } };
  await expect(file.write(impossible as unknown as RouterState)).rejects.toThrow();
  await expect(new StateFile(join(folder(), "gone/state.json")).write(first)).rejects.toMatchObject({
    code: "ENOENT",
  });
  expect(await file.read()).toEqual(first);
  chmodSync(file.path, 0o600);
});
