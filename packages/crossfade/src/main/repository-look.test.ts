import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { CrossfadeError } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { quietGit } from "../../../../test/support/example-repository.ts";
import { tree } from "../../../../test/support/tree.ts";
import { discoveryLimits } from "../discovery/limits.ts";
import { lookAtRepository } from "./repository-look.ts";
import { writeWhole } from "./whole-file.ts";

const env = { ...process.env, ...quietGit };
const files = {
  "package.json": "{}",
  "api/openapi.yaml": "openapi: 3.0.0",
  "node_modules/x/package.json": "{}",
  "dist/a.js": "",
};

function look(cwd: string, dir = ".", more: object = {}, tell: (line: string) => void = () => {}) {
  return lookAtRepository(dir, { cwd, env, nowMs: () => 0, ...more }, tell);
}

const limited = (changes: Partial<Record<keyof typeof discoveryLimits, number>>) => ({
  limits: { ...discoveryLimits, ...changes },
});

function gitIn(cwd: string, ...args: string[]): void {
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
    cwd,
    env,
    stdio: "pipe",
  });
}

describe("a folder that is no git repository", () => {
  test("is walked, without dependencies", async () => {
    const { files: found, history, configPath, configExists } = await look(tree(files));
    expect(found.paths).toEqual(["api/openapi.yaml", "dist/a.js", "package.json"]);
    expect(found.text("api/openapi.yaml")).toBe("openapi: 3.0.0");
    expect([history, configPath, configExists]).toEqual([{ kind: "none" }, "crossfade.yaml", false]);
  });

  test("may be empty", async () => {
    expect((await look(tree({}))).files.paths).toEqual([]);
  });

  test("links are not followed, neither to files nor to folders", async () => {
    const root = tree({ "a/package.json": "{}" });
    symlinkSync(tree(files), join(root, "out"));
    symlinkSync("/etc/hostname", join(root, "x.json"));
    expect((await look(root)).files.paths).toEqual(["a/package.json"]);
  });

  test("one that does not exist is an error", async () => {
    await expect(look(tree({}), "nowhere")).rejects.toMatchObject({ code: "CF_FOLDER_UNREADABLE" });
    await expect(look(tree({ x: "" }), "x")).rejects.toMatchObject({ code: "CF_FOLDER_UNREADABLE" });
  });
});

describe("a git repository", () => {
  test("is what git knows and what is new, from any of its folders, and crossfade.yaml belongs at its top", async () => {
    const root = tree({
      ...files,
      ".gitignore": "dist/\nnode_modules/\n",
      "gone.json": "",
      "crossfade.yaml": "",
    });
    gitIn(root, "init", "-q");
    gitIn(root, "add", "-A");
    gitIn(root, "commit", "-q", "-m", "a");
    writeFileSync(join(root, "new.json"), "{}");
    rmSync(join(root, "gone.json"));
    const { files: found, history, configPath, configExists } = await look(root, "api");
    expect(found.paths).toEqual([
      ".gitignore",
      "api/openapi.yaml",
      "crossfade.yaml",
      "new.json",
      "package.json",
    ]);
    expect([history, configPath, configExists]).toEqual([
      { kind: "git", commits: "one" },
      "crossfade.yaml",
      true,
    ]);
    gitIn(root, "tag", "v1");
    gitIn(root, "commit", "-q", "--allow-empty", "-m", "b");
    expect((await look(root)).history).toEqual({ kind: "git", commits: "several", tag: "v1" });
  });

  test("without a commit yet", async () => {
    const root = tree(files);
    gitIn(root, "init", "-q");
    expect((await look(root)).history).toEqual({ kind: "git", commits: "none" });
  });

  test("names that git would quote", async () => {
    const root = tree({ 'größe "x"\t\n/a.json': "{}" });
    gitIn(root, "init", "-q");
    expect((await look(root)).files.paths).toEqual(['größe "x"\t\n/a.json']);
  });
});

describe("limits", () => {
  test("more files than the limit are an error that names it", async () => {
    await expect(look(tree(files), ".", limited({ maxFiles: 2 }))).rejects.toThrow(
      /more than 2 files \(maxFiles\)/,
    );
  });

  test("in git, too", async () => {
    const root = tree(files);
    gitIn(root, "init", "-q");
    await expect(look(root, ".", limited({ maxFiles: 3 }))).rejects.toThrow(/more than 3 files \(maxFiles\)/);
  });

  test("texts that were not read are counted, with the limit", async () => {
    const found = await look(tree(files), ".", limited({ maxFilesRead: 1 }));
    expect(found.limits).toEqual([
      "1 files were not looked into (limit maxFilesRead 1); the most telling ones were.",
    ]);
    expect(found.files.text("api/openapi.yaml")).toBeUndefined();
    expect((await look(tree(files), ".", limited({ maxTotalBytes: 1 }))).limits[0]).toContain(
      "maxTotalBytes 1",
    );
  });

  test("a file that is too large is named", async () => {
    const found = await look(tree(files), ".", limited({ maxFileBytes: 5 }));
    expect(found.limits).toEqual(["api/openapi.yaml is larger than the limit maxFileBytes 5."]);
  });

  test("what is no UTF-8 tells nothing", async () => {
    const root = tree({});
    writeFileSync(join(root, "a.json"), Buffer.from([0xff, 0xfe, 0x7b]));
    expect((await look(root)).files.text("a.json")).toBeUndefined();
  });

  test("where it takes long, it says so", async () => {
    let now = 0;
    const told: string[] = [];
    const clock = { nowMs: () => (now += 1500) };
    await look(tree(files), ".", clock, (line) => told.push(line));
    expect(told.length).toBeGreaterThan(0);
    expect(told[0]).toMatch(/^looking: \d+ /);
  });
});

describe("a file is written whole or not at all", () => {
  test("new, and again only if it may be overwritten", () => {
    const root = tree({});
    const path = join(root, "crossfade.yaml");
    writeWhole(path, "a", false);
    expect(() => writeWhole(path, "b", false)).toThrow(expect.objectContaining({ code: "CF_CONFIG_EXISTS" }));
    expect(readFileSync(path, "utf8")).toBe("a");
    writeWhole(path, "c", true);
    expect(readFileSync(path, "utf8")).toBe("c");
    expect(readdirSync(root)).toEqual(["crossfade.yaml"]);
  });

  test("a link that leads nowhere is there, too, and is not written through", () => {
    const root = tree({});
    symlinkSync(join(root, "elsewhere"), join(root, "crossfade.yaml"));
    expect(() => writeWhole(join(root, "crossfade.yaml"), "a", false)).toThrow(CrossfadeError);
    expect(existsSync(join(root, "elsewhere"))).toBe(false);
  });

  test("where it cannot be, the reason is told and nothing is left", () => {
    const root = tree({});
    mkdirSync(join(root, "crossfade.yaml"));
    expect(() => writeWhole(join(root, "crossfade.yaml"), "a", true)).toThrow(/cannot be written/);
    expect(() => writeWhole(join(root, "x/crossfade.yaml"), "a", false)).toThrow(/its folder does not exist/);
    expect(readdirSync(root)).toEqual(["crossfade.yaml"]);
  });
});
