import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FlagFile } from "./flag-file.ts";

const good = "features:\n  a: { enabled: true } # keep me\n";
const killed = good.replace("true", "false");
const broken = "features:\n  a: { enabled: maybe }\n";

let folder: string;
let path: string;
let told: EventTarget & { readonly all: (string | undefined)[] };
const open: FlagFile[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "crossfade-flag-file-"));
  path = join(folder, "flags.yaml");
  writeFileSync(path, good);
  told = Object.assign(new EventTarget(), { all: [] });
});
afterEach(() => {
  for (const file of open.splice(0)) file.close();
  rmSync(folder, { recursive: true, force: true });
});

function begin(): FlagFile {
  const file = new FlagFile({
    path,
    name: "flags.yaml",
    folder: join(folder, "kept"),
    nowMs: Date.now,
    onTrouble: (why) => {
      told.all.push(why);
      told.dispatchEvent(new Event("told"));
    },
  });
  open.push(file);
  return file;
}

const changed = (file: FlagFile) => new Promise<void>((done) => file.onChange(done));
const isOn = (file: FlagFile) => file.state.flags.value("a", false);
const ada = { by: "ada", why: "because" };
const kill = (text: string) => text.replace("true", "false");

describe("a file that is saved", () => {
  test.each([
    ["in its place", (text: string) => writeFileSync(path, text)],
    [
      "as another file that takes its place",
      (text: string) => {
        writeFileSync(`${path}.new`, text);
        renameSync(`${path}.new`, path);
      },
    ],
    [
      "after it was away",
      (text: string) => {
        unlinkSync(path);
        writeFileSync(path, text);
      },
    ],
  ])("%s is in effect within a second, as a revision", async (_, save) => {
    const file = begin();
    file.watch();
    const seen = changed(file);
    const beganMs = performance.now();
    save(killed);
    await seen;
    expect(performance.now() - beganMs).toBeLessThan(1_000);
    expect([isOn(file), file.state.revision]).toEqual([false, 2]);
    expect(file.history.at(-1)).toMatchObject({ revision: 2, by: "the file", text: killed });
  });

  test("and cannot be used says where, and what was good is served on until it is mended", async () => {
    const file = begin();
    file.watch();
    const complained = once(told, "told");
    writeFileSync(path, broken);
    await complained;
    expect(told.all[0]).toMatch(/^flags\.yaml:2:\d+ /);
    expect([isOn(file), file.state.revision]).toEqual([true, 1]);
    expect(file.trouble?.complaints).toMatchObject([{ line: 2 }]);
    const mended = once(told, "told");
    writeFileSync(path, killed);
    await mended;
    expect([told.all.at(-1), file.trouble, isOn(file)]).toEqual([undefined, undefined, false]);
  });
});

test("a history that cannot be written ends nothing: it is told, and tried again", async () => {
  const file = begin();
  const history = join(folder, "kept", "history.jsonl");
  const kept = readFileSync(history, "utf8");
  unlinkSync(history);
  mkdirSync(history);
  file.watch();
  const complained = once(told, "told");
  writeFileSync(path, killed);
  await complained;
  expect([isOn(file), told.all[0]]).toEqual([true, expect.stringContaining("EISDIR")]);
  const taken = changed(file);
  rmdirSync(history);
  writeFileSync(history, kept);
  await taken;
  expect([isOn(file), file.trouble]).toEqual([false, undefined]);
});

describe("what was served last", () => {
  test("is served after a restart while the file is broken, or away", () => {
    begin().close();
    writeFileSync(path, broken);
    expect([isOn(begin()), begin().trouble !== undefined]).toEqual([true, true]);
    unlinkSync(path);
    expect(isOn(begin())).toBe(true);
  });

  test("keeps its revision over a restart; what was changed meanwhile is the next", () => {
    begin().change(ada, kill);
    expect(begin().state.revision).toBe(2);
    writeFileSync(path, good);
    expect(begin().state.revision).toBe(3);
  });

  test("survives a history whose last line a crash cut short", () => {
    begin().change(ada, kill);
    const history = join(folder, "kept", "history.jsonl");
    writeFileSync(history, readFileSync(history, "utf8").slice(0, -20));
    unlinkSync(path);
    const file = begin();
    expect([isOn(file), file.state.revision]).toEqual([true, 1]);
    writeFileSync(path, killed);
    expect(begin().state.revision).toBe(2);
    unlinkSync(path);
    expect(isOn(begin())).toBe(false);
  });

  test("was never there: then the error says why", () => {
    writeFileSync(path, broken);
    expect(() => begin().state).toThrow(/flags\.yaml:2/);
  });
});

describe("a change from here", () => {
  test("is written into the file, with author and reason in the history", () => {
    const file = begin();
    expect(file.change(ada, kill)).toMatchObject({ revision: 2, by: "ada", why: "because" });
    expect([readFileSync(path, "utf8"), isOn(file)]).toEqual([killed, false]);
    expect(file.change(ada, kill)).toBeUndefined();
  });

  test("goes on from what somebody saved a moment ago, and both are in the history", () => {
    const file = begin();
    writeFileSync(path, `${good}  b: { enabled: true }\n`);
    file.change(ada, kill);
    expect(file.history.map(({ by }) => by)).toEqual(["the file", "the file", "ada"]);
    expect(file.state.flags.keys).toEqual(["a", "b"]);
  });

  test("that would break the file is refused, and nothing is written", () => {
    const file = begin();
    expect(() => file.change(ada, () => broken)).toThrow(/flags\.yaml:2/);
    expect([readFileSync(path, "utf8"), file.state.revision]).toEqual([good, 1]);
  });

  test("waits for a broken file to be mended, but a kill does not: the broken text is laid aside", () => {
    const file = begin();
    writeFileSync(path, broken);
    expect(() => file.change(ada, kill)).toThrow();
    expect(file.changeAtOnce(ada, kill)).toMatchObject({ revision: 2, by: "ada" });
    expect([isOn(file), readFileSync(path, "utf8")]).toEqual([false, killed]);
    expect(readFileSync(`${path}.broken`, "utf8")).toBe(broken);
    expect(file.trouble).toBeUndefined();
  });

  test("leaves nothing else in the folder", () => {
    begin().change(ada, kill);
    expect(existsSync(`${path}.broken`)).toBe(false);
  });
});
