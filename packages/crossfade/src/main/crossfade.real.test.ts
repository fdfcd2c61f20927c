import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const entry = new URL("crossfade.ts", import.meta.url).pathname;
const node = ["--conditions=crossfade-source", "--import", tsx, entry];
const folder = mkdtempSync(join(tmpdir(), "crossfade-main-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function crossfade(...args: string[]) {
  return spawnSync(process.execPath, [...node, ...args], { encoding: "utf8", cwd: folder });
}

test("outside of a repository the doctor says so", () => {
  const { status, stdout, stderr } = crossfade("doctor");
  expect([status, stderr]).toEqual([2, ""]);
  expect(stdout).toContain("is not in a git repository");
});

test("a wrong call is one clear answer on stderr", () => {
  expect(crossfade("chek")).toMatchObject({
    status: 2,
    stdout: "",
    stderr: "error CF_USAGE: Unknown command 'chek' (Did you mean check?)\n  Run `crossfade --help`.\n",
  });
});

test("a reader that has seen enough is no error", () => {
  const line = `set -o pipefail; "$0" "$@" schema config | head -c 1`;
  const { status, stderr } = spawnSync("bash", ["-c", line, process.execPath, ...node], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
});

test("Ctrl-C ends with 130 at once and leaves no child", async () => {
  const fake = join(folder, "git");
  const started = join(folder, "started");
  writeFileSync(
    fake,
    `#!/bin/sh\necho $$ > "${started}.tmp" && mv "${started}.tmp" "${started}"\nexec sleep 60\n`,
  );
  chmodSync(fake, 0o755);
  const watcher = watch(folder);
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  const child = spawn(process.execPath, [...node, "doctor"], { cwd: folder, env, stdio: "ignore" });
  while (!existsSync(started)) await once(watcher, "change");
  watcher.close();
  const before = Date.now();
  child.kill("SIGINT");
  const [code] = (await once(child, "exit")) as [number | null];
  expect(code).toBe(130);
  expect(Date.now() - before).toBeLessThan(2000);
  const pid = readFileSync(started, "utf8").trim();
  const state = spawnSync("ps", ["-o", "stat=", "-p", pid], { encoding: "utf8" }).stdout.trim();
  expect(state === "" || state.startsWith("Z")).toBe(true);
});

test("the doctor looks at a real repository from a subfolder", () => {
  const shop = mkdtempSync(join(folder, "shop-"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: shop });
  git("init", "-q");
  writeFileSync(
    join(shop, "crossfade.yaml"),
    "system: shop\ncomponents: { web: { kind: web }, api: { kind: service } }\nlinks: [{ from: web, to: api, http: openapi.yaml }]\n",
  );
  writeFileSync(join(shop, "openapi.yaml"), "openapi: 3.1.0\n");
  git("add", "-A");
  git("commit", "-q", "-m", "first");
  git("tag", "v1");
  const { status, stdout } = spawnSync(process.execPath, [...node, "doctor", "--to", "."], {
    cwd: shop,
    encoding: "utf8",
  });
  expect(status).toBe(0);
  expect(stdout).toContain("✓ ok    compares v1 with the work tree");
  expect(stdout).toContain("✓ ok    contract openapi.yaml");
});
