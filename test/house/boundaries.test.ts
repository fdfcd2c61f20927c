import { spawnSync } from "node:child_process";
import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tree } from "../support/tree.ts";

function boundaries(root?: string) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["scripts/boundaries.mjs", ...(root === undefined ? [] : [root])],
    { encoding: "utf8" },
  );
  return { status, said: stdout + stderr };
}

const manifest = (name: string, dependencies: Record<string, string> = {}) =>
  JSON.stringify({
    name,
    version: "1.0.0",
    type: "module",
    exports: { ".": { "crossfade-source": "./src/index.ts", default: "./index.js" } },
    dependencies,
  });

/** A small copy of our layout that keeps every rule, with npm packages that are only names. */
const clean = {
  "package.json": JSON.stringify({ name: "root", private: true, devDependencies: { vitest: "1.0.0" } }),
  ...Object.fromEntries(
    ["yaml", "ajv", "vitest", "undeclared"].flatMap((name) => [
      [
        `node_modules/${name}/package.json`,
        JSON.stringify({ name, version: "1.0.0", main: "dist/index.js" }),
      ],
      [`node_modules/${name}/dist/index.js`, "module.exports = {};"],
    ]),
  ),
  "packages/core/package.json": manifest("@crossfade/core"),
  "packages/core/src/index.ts": 'export * from "./value.ts";',
  "packages/core/src/value.ts": "export const value = 1;",
  "packages/contracts/package.json": manifest("@crossfade/contracts", {
    "@crossfade/core": "1.0.0",
    yaml: "1.0.0",
  }),
  "packages/contracts/src/index.ts": 'import "yaml"; export { value } from "@crossfade/core";',
  "packages/flags/package.json": JSON.stringify({
    name: "@crossfade/flags",
    version: "1.0.0",
    type: "module",
    exports: {},
    dependencies: { "@crossfade/core": "1.0.0", yaml: "1.0.0" },
  }),
  "packages/flags/src/evaluate/index.ts":
    'import type { value } from "@crossfade/core"; export type V = typeof value;',
  "packages/flags/src/file/index.ts":
    'import "yaml"; import "@crossfade/core"; export type { V } from "../evaluate/index.ts";',
  "packages/crossfade/package.json": manifest("@crossfade/cli", { "@crossfade/core": "1.0.0", ajv: "1.0.0" }),
  "packages/crossfade/src/main/main.ts": 'import "../cli/verb.ts"; import "./version.ts";',
  "packages/crossfade/src/main/version.ts": "export const version = 1;",
  "packages/crossfade/src/cli/verb.ts": 'import "@crossfade/core"; import "../analysis/analysis.ts";',
  "packages/crossfade/src/analysis/analysis.ts": 'import "@crossfade/contracts";',
  "packages/crossfade/src/adapters/git/git.ts": 'import "node:fs"; import "@crossfade/core";',
  "packages/crossfade/src/adapters/folder/folder.ts": 'import "node:fs";',
};

/** `clean` with `plants` written over it, ready to be read. */
function plant(plants: Readonly<Record<string, string>>): string {
  const root = tree({ ...clean, ...plants });
  cpSync("tsconfig.base.json", join(root, "tsconfig.base.json"));
  symlinkSync(join(root, "packages"), join(root, "node_modules/@crossfade"));
  return root;
}

test("this repository keeps the import rules", () => {
  const { status, said } = boundaries();
  expect(said).toMatch(/^boundaries: \d+ files, \d+ imports, 0 violations$/m);
  expect(status).toBe(0);
});

test("a tree that keeps the rules passes, so what follows fails for its own reason", () => {
  const { status, said } = boundaries(plant({}));
  expect(said).toContain("0 violations");
  expect(status).toBe(0);
});

/** rule | file | its text. Each is planted with all others at once; each must be named. */
const violations: readonly (readonly [rule: string, file: string, text: string])[] = [
  ["core-is-pure", "packages/core/src/npm.ts", 'import "yaml";'],
  ["core-is-pure", "packages/core/src/node.ts", 'import "node:fs";'],
  ["core-is-pure", "packages/core/src/sibling.ts", 'import "@crossfade/contracts";'],
  ["contracts-text-in-findings-out", "packages/contracts/src/fs.ts", 'import "node:fs";'],
  ["contracts-text-in-findings-out", "packages/contracts/src/npm.ts", 'import "ajv";'],
  ["flags-evaluate-runs-anywhere", "packages/flags/src/evaluate/npm.ts", 'import "yaml";'],
  ["flags-evaluate-runs-anywhere", "packages/flags/src/evaluate/node.ts", 'import "node:fs";'],
  ["flags-evaluate-runs-anywhere", "packages/flags/src/evaluate/file.ts", 'import "../file/index.ts";'],
  ["flags-evaluate-knows-types-alone", "packages/flags/src/evaluate/core.ts", 'import "@crossfade/core";'],
  ["flags-file-text-in-definitions-out", "packages/flags/src/file/node.ts", 'import "node:fs";'],
  ["flags-file-text-in-definitions-out", "packages/flags/src/file/npm.ts", 'import "ajv";'],
  ["analysis", "packages/crossfade/src/analysis/adapter.ts", 'import "../adapters/git/git.ts";'],
  ["config", "packages/crossfade/src/config/analysis.ts", 'import "../analysis/analysis.ts";'],
  ["discovery", "packages/crossfade/src/discovery/adapter.ts", 'import "../adapters/git/git.ts";'],
  ["discovery", "packages/crossfade/src/discovery/fs.ts", 'import "node:fs";'],
  ["calendar", "packages/crossfade/src/calendar/analysis.ts", 'import "../analysis/analysis.ts";'],
  ["store", "packages/crossfade/src/store/analysis.ts", 'import "../analysis/analysis.ts";'],
  ["engine", "packages/crossfade/src/engine/git.ts", 'import "../adapters/git/git.ts";'],
  ["proxy", "packages/crossfade/src/proxy/analysis.ts", 'import "../analysis/analysis.ts";'],
  ["render", "packages/crossfade/src/render/adapter.ts", 'import "../adapters/git/git.ts";'],
  ["registry", "packages/crossfade/src/registry/adapter.ts", 'import "../adapters/git/git.ts";'],
  ["wire", "packages/crossfade/src/wire/adapter.ts", 'import "../adapters/git/git.ts";'],
  ["client", "packages/crossfade/src/client/adapter.ts", 'import "../adapters/git/git.ts";'],
  ["release", "packages/crossfade/src/release/adapter.ts", 'import "../adapters/git/git.ts";'],
  ["performer", "packages/crossfade/src/performer/adapter.ts", 'import "../adapters/git/git.ts";'],
  ["control", "packages/crossfade/src/control/adapter.ts", 'import "../adapters/git/git.ts";'],
  ["flag-server", "packages/crossfade/src/flag-server/adapter.ts", 'import "../adapters/git/git.ts";'],
  ["http", "packages/crossfade/src/http/adapter.ts", 'import "../adapters/git/git.ts";'],
  ["worker", "packages/crossfade/src/worker/analysis.ts", 'import "../analysis/analysis.ts";'],
  ["adapters", "packages/crossfade/src/adapters/git/neighbour.ts", 'import "../folder/folder.ts";'],
  ["cli", "packages/crossfade/src/cli/adapter.ts", 'import "../adapters/git/git.ts";'],
  ["nobody-imports-main", "packages/crossfade/src/cli/main.ts", 'import "../main/version.ts";'],
  ["nobody-imports-sim", "packages/crossfade/src/analysis/sim.ts", 'import "../../../sim/src/main.ts";'],
  [
    "no-way-round-a-package",
    "packages/crossfade/src/analysis/round.ts",
    'import "../../../core/src/value.ts";',
  ],
  ["production-without-tests", "packages/crossfade/src/analysis/fake.ts", 'import "./analysis.test.ts";'],
  ["declared-dependencies", "packages/crossfade/src/analysis/undeclared.ts", 'import "undeclared";'],
  ["declared-dependencies", "packages/crossfade/src/analysis/dev.ts", 'import "vitest";'],
  ["resolvable", "packages/crossfade/src/analysis/nowhere.ts", 'import "./nobody.ts";'],
  ["no-circular", "packages/crossfade/src/analysis/left.ts", 'import "./right.ts";'],
  ["no-orphans", "packages/crossfade/src/analysis/orphan.ts", "export const alone = 1;"],
];
const planted: Readonly<Record<string, string>> = {
  ...Object.fromEntries(violations.map(([, file, text]) => [file, text])),
  "packages/crossfade/src/analysis/analysis.test.ts": 'import "vitest";',
  "packages/sim/src/main.ts": "export const seed = 1;",
  "packages/crossfade/src/analysis/right.ts": 'import "./left.ts";',
};

test("every planted violation is named", () => {
  const { status, said } = boundaries(plant(planted));
  const missed = violations.filter(([rule, file]) => !said.includes(`${rule}: ${file}`));
  expect(missed, said).toEqual([]);
  expect(status).toBe(1);
});

test("a checker that reads nothing is no checker", () => {
  const empty = tree({ "packages/core/src/readme.txt": "no module here", "elsewhere.ts": "export {};" });
  cpSync("tsconfig.base.json", join(empty, "tsconfig.base.json"));
  expect(boundaries(empty)).toMatchObject({ status: 2, said: expect.stringContaining("is blind") });
});
