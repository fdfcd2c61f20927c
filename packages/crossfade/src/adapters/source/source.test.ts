import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { SourceRequest } from "@crossfade/core";
import { afterEach, describe, expect, test } from "vitest";
import { createSource } from "./source.ts";

const temporary: string[] = [];
afterEach(() => {
  for (const folder of temporary.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "crossfade-source-"));
  temporary.push(folder);
  return folder;
}

function write(folder: string, files: Record<string, string | Uint8Array>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** A real repository with fixed authors and dates. */
function repository(folder = emptyFolder()) {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_SYSTEM: "/dev/null",
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@example.com",
    GIT_AUTHOR_DATE: "2026-11-19T00:00:00Z",
    GIT_COMMITTER_NAME: "a",
    GIT_COMMITTER_EMAIL: "a@example.com",
    GIT_COMMITTER_DATE: "2026-11-19T00:00:00Z",
  };
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, env, encoding: "utf8" }).trim();
  git("init", "-q", "-b", "main");
  const commit = (files: Record<string, string | Uint8Array>, tag?: string) => {
    write(folder, files);
    git("add", "-A");
    git("commit", "-q", "-m", "c", "--allow-empty");
    if (tag !== undefined) git("tag", tag);
    return git("rev-parse", "HEAD");
  };
  return { folder, git, commit };
}

const noLists = { also: [], artifacts: [] };
const open = (cwd: string, request: Partial<Extract<SourceRequest, { kind: "git" }>> = {}) =>
  createSource({ cwd, env: process.env }).open({ kind: "git", to: "HEAD", ...noLists, ...request });
const openFolders = (cwd: string, from: string, to: string, also: string[] = []) =>
  createSource({ cwd, env: process.env }).open({ kind: "folders", from, to, ...noLists, also });
const api = { paths: ["api/"] };
const versionFile = (version: string) => JSON.stringify({ version });

test("each revision is read as it was committed, whatever lies in the work tree", async () => {
  const { folder, commit } = repository();
  commit({ "api/openapi.yaml": "old", "api/x/y.json": "{}" }, "v1.8.0");
  const head = commit({ "api/openapi.yaml": "new" });
  write(folder, { "api/openapi.yaml": "not committed", "api/untracked.yaml": "x" });
  const { from, to } = await open(folder, { from: "v1.8.0" });
  expect(from.documents.read("api/openapi.yaml")).toBe("old");
  expect(to.documents.read("api/openapi.yaml")).toBe("new");
  expect(to.commit).toBe(head);
  expect(to.documents.list("api")).toEqual(["api/openapi.yaml", "api/x/y.json"]);
  expect(to.documents.list("ap")).toEqual([]);
});

test("without --from the nearest tag before --to is taken, and said", async () => {
  const { folder, commit } = repository();
  commit({ a: "1" }, "v1");
  commit({ a: "2" }, "v2");
  commit({ a: "3" }, "v3");
  const set = await open(folder, { to: "v3" });
  expect([set.from.name, set.notes]).toEqual([
    "v2",
    ["No --from: compared with v2, the nearest tag before v3."],
  ]);
  expect((await open(folder, { to: "." })).from.name).toBe("v3");
});

test("the work tree includes what is changed, new and deleted, but not what is ignored", async () => {
  const { folder, commit, git } = repository();
  commit({ "api/a.yaml": "1", "api/b.yaml": "1", "api/c.yaml": "1", ".gitignore": "*.log" }, "v1");
  write(folder, { "api/a.yaml": "2", "api/new.yaml": "3", "api/x.log": "4" });
  rmSync(join(folder, "api/b.yaml"));
  git("add", "api/a.yaml");
  const { to } = await open(folder, { to: "." });
  expect(to.documents.list("api/")).toEqual(["api/a.yaml", "api/c.yaml", "api/new.yaml"]);
  expect(to.documents.read("api/a.yaml")).toBe("2");
});

test("a component has changed exactly if a file below its paths has", async () => {
  const { folder, commit } = repository();
  commit({ "api/a": "1", "web/a": "1", "web/manifest.xml": "1" }, "v1");
  commit({ "web/a": "2", "apis/a": "1" }, "v2");
  const { from, to } = await open(folder, { from: "v1", to: "v2" });
  const same = (component: Parameters<typeof from.contents>[0]) =>
    from.contents(component).digest === to.contents(component).digest;
  expect([same(api), same({ paths: ["api"] }), same({ paths: ["web/"] }), same({ paths: [""] })]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(same({ paths: ["web/"], except: ["web/a"] })).toBe(true);
  expect(to.contents({ paths: ["none/"] }).files).toBe(0);
});

test("an untouched work tree equals its commit, also with CRLF on the disk", async () => {
  const { folder, commit, git } = repository();
  commit({ "api/a.yaml": "1\n2\n", "api/b.yaml": "1\n" }, "v1");
  git("config", "core.autocrlf", "true");
  write(folder, { "api/a.yaml": "1\r\n2\r\n" });
  const { from, to } = await open(folder, { to: "." });
  expect(to.contents(api)).toEqual(from.contents(api));
});

test("a version is the nearest package.json's; the same number with other content gets the commit", async () => {
  const { folder, commit } = repository();
  commit({ "api/package.json": versionFile("1.8.0"), "api/a": "0" }, "v1.7.0");
  commit({ "api/package.json": versionFile("1.8.0"), "api/a": "1" }, "v1.8.0");
  const head = commit({ "api/a": "2" });
  const set = await open(folder, { from: "v1.8.0", also: ["v1.7.0"] });
  const labels = set.versionsOf(api).map((each) => each.label);
  const oldest = set.also[0]?.commit?.slice(0, 7);
  expect(labels).toEqual(["1.8.0", `1.8.0+g${head.slice(0, 7)}`, `1.8.0+g${oldest}`]);
});

test("equal content has one label; without a version the tag or the commit speaks; nothing there is absent", async () => {
  const { folder, commit } = repository();
  commit({ "worker/a": "1", "package.json": versionFile("0.0.0") }, "v1");
  const head = commit({ "api/a": "1" });
  const set = await open(folder, { from: "v1" });
  const labels = (paths: string[]) => set.versionsOf({ paths }).map((each) => each.label);
  expect(labels(["worker/"])).toEqual(["v1", "v1"]);
  expect(labels(["api/"])).toEqual(["∅", head.slice(0, 7)]);
  expect(labels([])).toEqual(["current", "current"]);
});

test("a root package.json speaks for the folders below it, a manifest for its own part", async () => {
  const { folder, commit } = repository();
  commit(
    {
      "package.json": versionFile("3.0.0"),
      "src/api/a": "1",
      "outlook/manifest.xml": "<Version>1.2.0.0</Version>",
    },
    "v1",
  );
  const set = await open(folder, { from: "v1" });
  expect(set.versionsOf({ paths: ["src/api/"] })[0]?.label).toBe("3.0.0");
  const manifest = "outlook/manifest.xml";
  expect(set.versionsOf({ paths: [manifest], versionFile: manifest })[0]?.label).toBe("1.2.0.0");
});

test("links inside the repository are followed, links that lead out are missing with their reason", async () => {
  const { folder, commit } = repository();
  write(folder, { "shared/x.json": "shared" });
  symlinkSync("shared", join(folder, "contracts"));
  symlinkSync("shared/x.json", join(folder, "one.json"));
  symlinkSync("/etc/passwd", join(folder, "out.json"));
  symlinkSync("../../etc", join(folder, "up"));
  symlinkSync("circle", join(folder, "circle"));
  commit({}, "v1");
  for (const to of ["HEAD", "."]) {
    const { documents } = (await open(folder, { from: "v1", to })).to;
    expect([documents.read("contracts/x.json"), documents.read("one.json")]).toEqual(["shared", "shared"]);
    expect(documents.list("contracts/")).toEqual(["contracts/x.json"]);
    expect(["out.json", "up/passwd", "circle", "nope.json"].map((path) => documents.read(path))).toEqual(
      Array(4).fill(undefined),
    );
    expect(documents.whyMissing("out.json")).toContain("leads out of the repository");
    expect(documents.whyMissing("up/passwd")).toContain("leads out of the repository");
    expect(documents.whyMissing("circle")).toContain("in a circle");
    expect(documents.whyMissing("shred/x.json")).toContain("Did you mean shared/x.json?");
    expect(documents.whyMissing("shared")).toContain("is a folder");
  }
});

test("a tracked folder that was replaced by a link out of the work tree is not read through", async () => {
  const { folder, commit } = repository();
  const outside = emptyFolder();
  write(outside, { "a.yaml": "secret" });
  commit({ "api/a.yaml": "1" }, "v1");
  rmSync(join(folder, "api"), { recursive: true });
  symlinkSync(outside, join(folder, "api"));
  const { to } = await open(folder, { to: "." });
  expect(to.documents.read("api/a.yaml")).toBeUndefined();
});

test("a document that is no UTF-8 is an error that names file and byte", async () => {
  const { folder, commit } = repository();
  commit({ "api/a.yaml": Uint8Array.from([0x61, 0xc3, 0xa9, 0x62, 0xff]) }, "v1");
  const { to } = await open(folder, { from: "v1" });
  expect(() => to.documents.read("api/a.yaml")).toThrow(
    "api/a.yaml in HEAD is not UTF-8 text: byte 4 is wrong.",
  );
});

test("a byte order mark is no part of the text", async () => {
  const { folder, commit } = repository();
  commit({ "a.yaml": "\ufeffx: 1" }, "v1");
  expect((await open(folder, { from: "v1" })).to.documents.read("a.yaml")).toBe("x: 1");
});

test("nothing of the repository is executed and nothing of it is written", async () => {
  const { folder, commit, git } = repository();
  commit({ "a.txt": "1", ".gitattributes": "*.txt filter=evil diff=evil" }, "v1");
  const trap = join(folder, "..", `${folder.split("/").pop()}-trap`);
  const evil = `sh -c 'touch ${trap}; cat'`;
  write(folder, { ".git/hooks/post-index-change": `#!/bin/sh\ntouch ${trap}\n` });
  execFileSync("chmod", ["+x", join(folder, ".git/hooks/post-index-change")]);
  for (const [name, value] of [
    ["core.fsmonitor", evil],
    ["filter.evil.clean", evil],
    ["filter.evil.smudge", evil],
    ["diff.evil.textconv", evil],
    ["core.pager", evil],
    ["core.sshCommand", evil],
  ] as const)
    git("config", name, value);
  write(folder, { "a.txt": "changed" });
  const before = execFileSync("sha1sum", [join(folder, ".git/index")], { encoding: "utf8" });
  const { to } = await open(folder, { to: "." });
  to.contents({ paths: [""] });
  expect(to.documents.read("a.txt")).toBe("changed");
  expect(existsSync(trap)).toBe(false);
  expect(execFileSync("sha1sum", [join(folder, ".git/index")], { encoding: "utf8" })).toBe(before);
});

test("it works from a subfolder, in a bare clone and with --config anywhere inside", async () => {
  const { folder, commit, git } = repository();
  commit({ "api/a.yaml": "1", "ci/crossfade.yaml": "x" }, "v1");
  const set = await open(join(folder, "api"), { from: "v1", config: "../ci/crossfade.yaml" });
  expect([set.configPath, set.to.documents.read("api/a.yaml")]).toEqual(["ci/crossfade.yaml", "1"]);
  await expect(open(folder, { from: "v1", config: "../x.yaml" })).rejects.toThrow("lies outside");
  const bare = emptyFolder();
  git("clone", "-q", "--bare", ".", bare);
  expect((await open(bare, { from: "v1", to: "main" })).to.documents.read("api/a.yaml")).toBe("1");
  await expect(open(bare, { from: "v1", to: "." })).rejects.toThrow("a bare repository has no work tree");
});

test("names of files may hold spaces, umlauts and newlines", async () => {
  const { folder, commit } = repository();
  commit({ "a b/ü\n.json": "1" }, "v1");
  const { to } = await open(folder, { from: "v1" });
  expect(to.documents.list("")).toEqual(["a b/ü\n.json"]);
  expect(to.documents.read("a b/ü\n.json")).toBe("1");
});

test("a submodule is missing with its reason, and its commit is part of the content", async () => {
  const { folder, commit, git } = repository();
  const id = commit({ a: "1" }, "v0");
  git("update-index", "--add", "--cacheinfo", `160000,${id},lib`);
  git("commit", "-q", "-m", "sub");
  const { to } = await open(folder, { from: "v0" });
  expect(to.documents.whyMissing("lib/x.json")).toContain("lib is a submodule");
  expect(to.contents({ paths: ["lib/"] }).files).toBe(1);
});

test.each([
  ["--upload-pack=evil", "cannot be a ref: it begins with -"],
  ["", "it is empty"],
  ["v1.8.1", "There is no commit called v1.8.1"],
  ["v1..v2", "There is no commit called v1..v2"],
  ["HEAD:a", "There is no commit called HEAD:a"],
])("the ref %j is refused", async (ref, words) => {
  const { folder, commit } = repository();
  commit({ a: "1" }, "v1.8.0");
  const failed = open(folder, { from: ref });
  await expect(failed).rejects.toThrow(words);
  if (ref === "v1.8.1") await expect(failed).rejects.toMatchObject({ hint: "Did you mean `v1.8.0`?" });
});

test("a folder outside of any repository, a repository without a commit and one without a tag say so", async () => {
  const outside = emptyFolder();
  await expect(open(outside, { from: "v1" })).rejects.toMatchObject({ code: "CF_GIT_NO_REPOSITORY" });
  const { folder, commit } = repository();
  await expect(open(folder, { from: "HEAD" })).rejects.toMatchObject({ code: "CF_GIT_REF_UNKNOWN" });
  commit({ a: "1" });
  await expect(open(folder)).rejects.toMatchObject({ code: "CF_GIT_NO_TAG" });
});

test("a shallow clone that lacks the ref names the command that helps", async () => {
  const { folder, commit } = repository();
  commit({ a: "1" }, "v1");
  commit({ a: "2" });
  const clone = emptyFolder();
  execFileSync("git", ["clone", "-q", "--depth=1", "--no-tags", `file://${folder}`, clone]);
  for (const request of [{ from: "v1" }, {}])
    await expect(open(clone, request)).rejects.toMatchObject({
      code: "CF_GIT_SHALLOW",
      hint: expect.stringContaining("fetch-depth: 0"),
    });
});

test("a partial clone is told what is missing; nothing is fetched", async () => {
  const { folder, commit, git } = repository();
  commit({ "api/a.yaml": "1" }, "v1");
  commit({ "api/a.yaml": "2" });
  git("config", "uploadpack.allowFilter", "true");
  const clone = emptyFolder();
  execFileSync("git", ["clone", "-q", "--filter=blob:none", `file://${folder}`, clone]);
  const { from } = await open(clone);
  expect(() => from.documents.read("api/a.yaml")).toThrow("is not in this clone");
});

test("a file that is not checked out by a sparse checkout is still there", async () => {
  const { folder, commit, git } = repository();
  commit({ "api/a.yaml": "1", "web/a.yaml": "1" }, "v1");
  git("sparse-checkout", "set", "web");
  expect(existsSync(join(folder, "api/a.yaml"))).toBe(false);
  const { from, to } = await open(folder, { to: "." });
  expect(to.documents.read("api/a.yaml")).toBe("1");
  expect(to.contents(api)).toEqual(from.contents(api));
});

test("git's own variables of a hook do not redirect us", async () => {
  const { folder, commit } = repository();
  commit({ a: "1" }, "v1");
  const env = { ...process.env, GIT_DIR: "/nowhere", GIT_INDEX_FILE: "/nowhere", GIT_WORK_TREE: "/" };
  const set = await createSource({ cwd: folder, env }).open({ kind: "git", from: "v1", to: ".", ...noLists });
  expect(set.to.documents.read("a")).toBe("1");
});

test("two folders are two revisions", async () => {
  const folder = emptyFolder();
  write(folder, { "old/api/a": "1", "new/api/a": "2", "old/node_modules/x": "1", "old/.git/x": "1" });
  const set = await openFolders(folder, "old", "new/", ["old"]);
  expect(set.from.documents.list("")).toEqual(["api/a"]);
  expect(set.versionsOf(api).map((each) => each.label)).toEqual(["old", "new", "old"]);
  await expect(openFolders(folder, "old", "absent")).rejects.toThrow(
    "The folder absent cannot be read: it does not exist.",
  );
  await expect(openFolders(folder, "old", "new/api/a")).rejects.toThrow("it is not a folder");
});

test("a large file counts for the content, but is refused as a document", async () => {
  const folder = emptyFolder();
  write(folder, { "a/x": "1", "b/x": "1" });
  write(folder, { "a/large.bin": "" });
  truncateSync(join(folder, "a/large.bin"), 101 * 1024 * 1024);
  const { from } = await openFolders(folder, "a", "b");
  expect(from.contents({ paths: [""] }).files).toBe(2);
  expect(() => from.documents.read("large.bin")).toThrow("the limit maxDocumentBytes is 104857600");
});

test("artifacts are laid over the revision that they were built from", async () => {
  const { folder, commit } = repository();
  commit({ "web/a": "1" }, "v1");
  const built = emptyFolder();
  write(built, { "web/dist/manifest.json": "{}" });
  const artifacts = [{ revision: "v1", folder: built }];
  const set = await open(folder, { from: "v1", artifacts });
  expect(set.from.documents.list("web")).toEqual(["web/a", "web/dist/manifest.json"]);
  expect(set.to.documents.list("web")).toEqual(["web/a"]);
  const odd = [{ revision: "v2", folder: built }];
  await expect(open(folder, { from: "v1", artifacts: odd })).rejects.toThrow("--artifacts names v2");
});

test("an abort stops git", async () => {
  const { folder, commit } = repository();
  commit({ a: "1" }, "v1");
  const signal = AbortSignal.abort();
  await expect(
    createSource({ cwd: folder, env: process.env, signal }).open({ kind: "git", to: "HEAD", ...noLists }),
  ).rejects.toMatchObject({ name: "AbortError" });
});

describe("the oldest release with the same files", () => {
  const history = () => {
    const { folder, git, commit } = repository();
    commit({ "web/a": "0", "api/a": "0" }, "v0.9.0");
    commit({ "web/a": "1" }, "v1.0.0");
    commit({ "api/a": "1" }, "v1.1.0");
    commit({ "api/a": "2" }, "v1.2.0");
    commit({ "api/a": "3" });
    return { folder, git };
  };

  test("is found through all releases in which nothing changed", async () => {
    const set = await open(history().folder, { from: "v1.2.0" });
    expect((await set.unchangedSince({ paths: ["web/"] }))?.name).toBe("v1.0.0");
    expect((await set.unchangedSince({ paths: ["web/", "api/"] }))?.name).toBeUndefined();
    expect(await set.unchangedSince(api)).toBeUndefined();
  });

  test("is not looked for behind a change, in folders, or for a third party", async () => {
    const { folder, git } = history();
    git("checkout", "-q", "v0.9.0");
    const set = await open(folder, { from: "v0.9.0", to: "v1.2.0" });
    expect(await set.unchangedSince({ paths: ["web/"] })).toBeUndefined();
    expect(await set.unchangedSince({ paths: [] })).toBeUndefined();
    const folders = await openFolders(folder, "web", "api");
    expect(await folders.unchangedSince({ paths: ["a"] })).toBeUndefined();
  });
});

test("older revisions come newest first, however they were asked for", async () => {
  const { folder, git, commit } = repository();
  for (const [index, tag] of ["v1", "v2", "v3"].entries()) {
    commit({ "api/a": tag });
    git("commit", "-q", "--amend", "--no-edit", "--date", "2026-01-01T00:00:00Z");
    execFileSync("git", ["commit", "-q", "--amend", "--no-edit"], {
      cwd: folder,
      env: {
        ...process.env,
        GIT_COMMITTER_NAME: "a",
        GIT_COMMITTER_EMAIL: "a@example.com",
        GIT_COMMITTER_DATE: `2026-01-0${index + 1}T00:00:00Z`,
      },
    });
    git("tag", tag);
  }
  const set = await open(folder, { from: "v3", also: ["v1", "v2"] });
  expect(set.also.map((each) => each.name)).toEqual(["v2", "v1"]);
});
