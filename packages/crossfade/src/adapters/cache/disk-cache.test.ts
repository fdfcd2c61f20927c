import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tree } from "../../../../../test/support/tree.ts";
import { cacheFolder } from "./cache-folder.ts";
import { diskCache } from "./disk-cache.ts";
import { sweep } from "./sweep.ts";

const BUILD = ["1.0.0", "digest"];
/** Each is another process: nothing is near. */
const opened = (folder: string, build = BUILD) => diskCache(folder, build);
const place = () => join(tree({ "beside.txt": "" }), "cache");

function written(texts: Readonly<Record<string, string>>): { folder: string; files: readonly string[] } {
  const folder = place();
  const cache = opened(folder);
  for (const [key, text] of Object.entries(texts)) cache.set(key, text);
  return { folder, files: readdirSync(folder).map((name) => join(folder, name)) };
}

describe("what one run wrote", () => {
  test("the next one finds", () => {
    const { folder } = written({ one: "first\nsecond", other: "" });
    expect(opened(folder).get("one")).toBe("first\nsecond");
    expect(opened(folder).get("other")).toBe("");
    expect(opened(folder).get("another")).toBeUndefined();
  });

  test("another build does not", () => {
    const { folder } = written({ one: "first" });
    expect(opened(folder, ["1.0.0", "another digest"]).get("one")).toBeUndefined();
    expect(opened(folder, ["1.0.1", "digest"]).get("one")).toBeUndefined();
  });

  test("is for its owner's eyes", () => {
    const { folder, files } = written({ one: "first" });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600]);
  });

  test("is written over by what is newer, and leaves no parts behind", () => {
    const { folder } = written({ one: "first" });
    opened(folder).set("one", "later");
    expect(opened(folder).get("one")).toBe("later");
    expect(readdirSync(folder)).toHaveLength(1);
  });
});

describe("what was damaged is not there", () => {
  test.each([
    ["a letter changed", (file: string) => writeFileSync(file, readFileSync(file, "utf8").replace("f", "F"))],
    ["half written", (file: string) => writeFileSync(file, readFileSync(file, "utf8").slice(0, -2))],
    ["more at the end", (file: string) => writeFileSync(file, `${readFileSync(file, "utf8")} `)],
    ["empty", (file: string) => writeFileSync(file, "")],
    ["no text at all", (file: string) => writeFileSync(file, Buffer.from([0xff, 0xfe, 10, 0x80]))],
  ])("%s", (_, damage) => {
    const { folder, files } = written({ one: "first" });
    for (const file of files) damage(file);
    expect(opened(folder).get("one")).toBeUndefined();
    opened(folder).set("one", "again");
    expect(opened(folder).get("one")).toBe("again");
  });

  test("the entry of another key in its place", () => {
    const { folder, files } = written({ one: "first" });
    opened(folder).set("other", "something else");
    const other = readdirSync(folder)
      .map((name) => join(folder, name))
      .find((file) => !files.includes(file));
    renameSync(other ?? "", files[0] ?? "");
    expect(opened(folder).get("one")).toBeUndefined();
  });

  test("a folder in its place", () => {
    const { folder, files } = written({ one: "first" });
    renameSync(files[0] ?? "", join(folder, "moved"));
    mkdirSync(files[0] ?? "");
    expect(opened(folder).get("one")).toBeUndefined();
    expect(() => opened(folder).set("one", "again")).not.toThrow();
    expect(readdirSync(folder)).toHaveLength(2);
  });
});

describe("a place that cannot be used is no error", () => {
  test("a file where the folder should be", () => {
    const folder = join(tree({ cache: "" }), "cache");
    const cache = opened(folder);
    cache.set("one", "first");
    expect(cache.get("one")).toBe("first");
    expect(opened(folder).get("one")).toBeUndefined();
  });

  test.each([0o777, 0o770, 0o755])(
    "a folder that others may enter (%o) is neither read nor written",
    (mode) => {
      const { folder } = written({ one: "first" });
      chmodSync(folder, mode);
      opened(folder).set("other", "second");
      expect(opened(folder).get("one")).toBeUndefined();
      expect(readdirSync(folder)).toHaveLength(1);
    },
  );

  test("somebody else's folder is neither read nor written", () => {
    const { folder } = written({ one: "first" });
    const theirs = diskCache(folder, BUILD, (process.getuid?.() ?? 0) + 1);
    theirs.set("other", "second");
    expect(theirs.get("one")).toBeUndefined();
    expect(readdirSync(folder)).toHaveLength(1);
  });
});

describe("a sweep", () => {
  const used = (folder: string, key: string, second: number) => {
    const before = new Set(readdirSync(folder));
    opened(folder).set(key, key.repeat(100));
    const [name = ""] = readdirSync(folder).filter((each) => !before.has(each));
    utimesSync(join(folder, name), second, second);
  };
  const keysIn = (folder: string) => ["a", "b", "c"].filter((key) => opened(folder).get(key) !== undefined);

  test("removes what was used the longest time ago, by number and by size", () => {
    const folder = place();
    mkdirSync(folder, { mode: 0o700 });
    for (const [index, key] of ["b", "a", "c"].entries()) used(folder, key, 1_000 + index);
    sweep(folder, 2_000_000, { bytes: 1_000_000, files: 2 });
    expect(keysIn(folder)).toEqual(["a", "c"]);
    sweep(folder, 2_000_000, { bytes: 200, files: 2 });
    expect(keysIn(folder)).toHaveLength(1);
  });

  test("a reading is a use", () => {
    const folder = place();
    mkdirSync(folder, { mode: 0o700 });
    for (const [index, key] of ["a", "b"].entries()) used(folder, key, 1_000 + index);
    opened(folder).get("a");
    sweep(folder, 2_000_000, { bytes: 1_000_000, files: 1 });
    expect(keysIn(folder)).toEqual(["a"]);
  });

  test("removes parts that a process left an hour ago, and nothing that is not ours", () => {
    const { folder } = written({ one: "first" });
    const begun = (name: string) => `${"0".repeat(64)}.${name}-0000-0000-0000-000000000000.part`;
    for (const name of [begun("00000000"), begun("11111111"), "notes.txt"])
      writeFileSync(join(folder, name), "");
    utimesSync(join(folder, begun("00000000")), 1, 1);
    utimesSync(join(folder, "notes.txt"), 1, 1);
    symlinkSync(join(folder, "notes.txt"), join(folder, "f".repeat(64)));
    sweep(folder, Date.now(), { bytes: 0, files: 0 });
    expect(readdirSync(folder).sort()).toEqual([begun("11111111"), "notes.txt"].sort());
    expect(readFileSync(join(folder, "notes.txt"), "utf8")).toBe("");
  });
});

test.each([
  [{ CROSSFADE_CACHE: "off", HOME: "/home/a" }, "linux", undefined],
  [{ CROSSFADE_CACHE: "mine", HOME: "/home/a" }, "linux", "/work/mine"],
  [{ CROSSFADE_CACHE: "", XDG_CACHE_HOME: "/x", HOME: "/home/a" }, "linux", "/x/crossfade"],
  [{ XDG_CACHE_HOME: "relative", HOME: "/home/a" }, "darwin", "/home/a/.cache/crossfade"],
  [{ HOME: "/home/a" }, "linux", "/home/a/.cache/crossfade"],
  [{ HOME: "/home/a", LOCALAPPDATA: "/local" }, "win32", "/local/crossfade/cache"],
  [{}, "linux", undefined],
  [{ HOME: "" }, "linux", undefined],
] as const)("%j on %s lies in %s", (env, platform, folder) => {
  expect(cacheFolder(env, platform, "/work")).toBe(folder);
});
