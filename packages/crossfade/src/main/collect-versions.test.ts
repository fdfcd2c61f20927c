import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tree } from "../../../../test/support/tree.ts";
import { createSource } from "../adapters/source/source.ts";
import type { CollectRequest } from "../cli/control-ports.ts";
import { collectVersions } from "./collect-versions.ts";

const files = {
  "crossfade.yaml":
    "system: shop\ncomponents:\n  api: { kind: service }\n  web: { kind: web }\n  stripe: { kind: external }\nlinks:\n  - { from: web, to: api, http: api/openapi.yaml }\n",
  "api/package.json": '{ "version": "1.2.0" }',
  "api/openapi.yaml": 'openapi: 3.1.0\ninfo: { title: api, version: "1" }\npaths: {}\n',
  "web/main.js": "//",
};

function repository() {
  const root = tree(files);
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: root, stdio: "pipe" })
      .toString()
      .trim();
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "first");
  const source = createSource({ cwd: root, env: {} });
  const collect = (versions: CollectRequest["versions"], from: CollectRequest["from"]) =>
    collectVersions({ versions, from }, source, 0);
  return { root, commit: git("rev-parse", "HEAD"), collect };
}

test("a commit gives every component that has versions, by its own version, else by the commit", async () => {
  const { commit, collect } = repository();
  const found = await collect([], { kind: "revision", revision: "HEAD" });
  expect(found.map(({ component, label, revision }) => [component, label, revision])).toEqual([
    ["api", "1.2.0", commit],
    ["web", commit.slice(0, 7), commit],
  ]);
  expect(Object.keys(found[1]?.files ?? {}).sort()).toEqual([
    ".crossfade/flag-reads.json",
    ".crossfade/paths.json",
    "api/openapi.yaml",
    "crossfade.yaml",
  ]);
});

test("a work tree gives what lies there, under a name that somebody gives it", async () => {
  const { root, collect } = repository();
  const before = await collect([{ component: "api" }], { kind: "work-tree" });
  writeFileSync(join(root, "api/main.js"), "// new");
  const after = await collect([{ component: "api", label: "1.3.0" }], { kind: "work-tree" });
  expect(before[0]).toMatchObject({ label: "1.2.0" });
  expect(after[0]?.label).toBe("1.3.0");
  expect(after[0]?.contents).not.toBe(before[0]?.contents);
  await expect(collect([{ component: "web" }], { kind: "work-tree" })).rejects.toMatchObject({
    code: "CF_LABEL_MISSING",
  });
});

test("the same files are the same contents, committed or not", async () => {
  const { collect } = repository();
  const [committed] = await collect([{ component: "api" }], { kind: "revision", revision: "HEAD" });
  const [lying] = await collect([{ component: "api" }], { kind: "work-tree" });
  expect(lying?.contents).toBe(committed?.contents);
});

test("what is not there cannot be published", async () => {
  const { collect } = repository();
  const from = { kind: "revision", revision: "HEAD" } as const;
  await expect(collect([{ component: "job" }], from)).rejects.toMatchObject({ code: "CF_COMPONENT_UNKNOWN" });
  await expect(collect([{ component: "stripe" }], from)).rejects.toMatchObject({
    code: "CF_COMPONENT_EMPTY",
  });
});
