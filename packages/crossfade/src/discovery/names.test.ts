import { describe, expect, test } from "vitest";
import { repositoryOf } from "../../../../test/support/repository-of.ts";
import { ComponentIds } from "./component-ids.ts";
import { wantedTexts } from "./wanted.ts";
import { isForeignFolder, standingOf } from "./what-counts.ts";
import { workspacesOf } from "./workspaces.ts";

describe("ids", () => {
  const idsOf = (...folders: string[]) => {
    const ids = new ComponentIds();
    return folders.map((folder) => ids.forFolder(folder, "service"));
  };

  test.each<[string[], string[]]>([
    [
      ["api/", "apps/web/"],
      ["api", "web"],
    ],
    [
      ["a/web/", "b/web/", "b/web/"],
      ["web", "b-web", "web-2"],
    ],
    [
      ["My Größe.App/", "@scope/"],
      ["My-Gr-e-App", "scope"],
    ],
    [
      ["123/", "---/", "日本/"],
      ["service", "service-2", "service-3"],
    ],
    [
      ["constructor/", "__proto__/"],
      ["constructor", "proto"],
    ],
    [
      [`${"x".repeat(80)}/`, `${"x".repeat(90)}/`],
      ["x".repeat(63), `${"x".repeat(56)}-2`],
    ],
  ])("%j", (folders, expected) => {
    const ids = idsOf(...folders);
    expect(ids).toEqual(expected);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z][A-Za-z0-9_-]{0,62}$/);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("workspaces", () => {
  const held = (files: Record<string, string | object>, ...folders: string[]) => {
    const found = workspacesOf(repositoryOf(files));
    return [found?.tool, ...folders.filter((folder) => found?.includes(folder))];
  };

  test("npm's list", () => {
    const files = { "package.json": { workspaces: ["packages/*", "./tools/cli/", "!packages/old"] } };
    expect(held(files, "packages/a/", "packages/a/b/", "tools/cli/", "packages/old/", "")).toEqual([
      "npm",
      "packages/a/",
      "tools/cli/",
    ]);
  });

  test("yarn's mapping", () => {
    const files = { "yarn.lock": "", "package.json": { workspaces: { packages: ["a*c", "x/**"] } } };
    expect(held(files, "abc/", "ac/", "ab/", "x/y/", "x/y/z/")).toEqual([
      "yarn",
      "abc/",
      "ac/",
      "x/y/",
      "x/y/z/",
    ]);
  });

  test("pnpm's file", () => {
    const files = {
      "pnpm-workspace.yaml": "packages:\n  - 'apps/*'\n  - '!**/test/**'\n",
      "package.json": {},
    };
    expect(held(files, "apps/web/", "apps/test/")).toEqual(["pnpm", "apps/web/"]);
  });

  test("none, or none that can be read", () => {
    expect(held({ "package.json": { workspaces: 3 } })).toEqual([undefined]);
    expect(held({ "package.json": "{", "pnpm-workspace.yaml": "a: [" })).toEqual([undefined]);
  });

  test("patterns that would take for ever are refused", () => {
    const pattern = "**/a/".repeat(30);
    const folder = "a/".repeat(60);
    expect(
      held({ "package.json": { workspaces: [pattern, "**/**/**/**/**/**/**/**/**/**/a"] } }, folder),
    ).toEqual(["npm", folder]);
  });
});

describe("what counts", () => {
  test.each([
    ["api/openapi.yaml", "ours"],
    ["node_modules/x/package.json", "foreign"],
    ["a/.next/b.json", "foreign"],
    ["web/dist/.vite/manifest.json", "built"],
    ["api/test/openapi.yaml", "aside"],
    ["examples/shop/package.json", "aside"],
    ["contest/openapi.yaml", "ours"],
    ["a\nb/openapi.yaml", "unnameable"],
    ["a*b/x.json", "unnameable"],
    ["a\\b.json", "unnameable"],
    ["~a/x.json", "unnameable"],
    ["broken\uFFFD/x.json", "unnameable"],
  ])("%j is %s", (path, standing) => {
    expect(standingOf(path)).toBe(standing);
  });

  test("a folder called target is build output only beside the file that says so", () => {
    expect(isForeignFolder("target", new Set(["Cargo.toml"]))).toBe(true);
    expect(isForeignFolder("target", new Set(["package.json"]))).toBe(false);
    expect(isForeignFolder("node_modules", new Set())).toBe(true);
  });

  test("the most telling texts are read first, and those that say nothing not at all", () => {
    const paths = [
      "z.yaml",
      "package-lock.json",
      "config/flags.yaml",
      "a.ts",
      "tsconfig.build.json",
      "test/package.json",
      "web/dist/stats.json",
      "api/package.json",
      "crossfade.yaml",
      "i18n/en.json",
    ];
    expect(wantedTexts(paths)).toEqual(["api/package.json", "config/flags.yaml", "z.yaml"]);
  });
});
