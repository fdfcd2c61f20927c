import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSource } from "../../packages/crossfade/src/adapters/source/source.ts";
import { FlagEndOfLife } from "../../packages/crossfade/src/flag-server/flag-end-of-life.ts";
import { Flags } from "../../packages/crossfade/src/flag-server/flags.ts";
import { collectVersions } from "../../packages/crossfade/src/main/collect-versions.ts";
import { FlagRoom } from "../support/flag-room.ts";

/**
 * N63, and the five steps of N33 for a flag: the files of examples/18-retiring-a-flag are published as they are, and a page of
 * the first version, a process of its own, is opened after every step. It never loses the new checkout.
 */
const example = "examples/18-retiring-a-flag";
const key = "new-checkout";
const weekMs = 7 * 86_400_000;
const text100 = `features:\n  ${key}: { enabled: true, rollout_percentage: 100 }\n  dark-mode: { enabled: true }\n`;

let flags: FlagRoom;
let end: FlagEndOfLife;
let editor: Awaited<ReturnType<FlagRoom["room"]["caller"]>>;
let env: Readonly<Record<string, string>>;

beforeEach(async () => {
  flags = new FlagRoom(text100);
  end = new FlagEndOfLife(new Flags(flags.sets, () => flags.room.nowMs));
  editor = await flags.room.caller("ada", { role: "flag-editor" });
  env = {
    CROSSFADE_SERVER: await flags.listen(),
    CROSSFADE_TOKEN: await flags.room.token("shop", { role: "flag-client" }),
  };
  // Questions are counted for long enough.
  flags.room.nowMs += 2 * weekMs;
});
afterEach(() => flags.close());

/** Publishes components of one folder of the example, as `crossfade publish --from-dir` does. */
async function publish(folder: string, ...components: readonly string[]): Promise<void> {
  const request = {
    versions: components.map((component) => ({ component })),
    from: { kind: "folder", folder: `${example}/${folder}` },
  } as const;
  for (const each of await collectVersions(request, createSource({ cwd: ".", env: {} }), 0)) {
    const { component, label, contents, builtAgainst, files } = each;
    flags.room.nowMs += 1;
    await flags.room.store.publish({ component, label, contents, builtAgainst, files, by: "ada" });
  }
  await flags.reads.look();
}

/** What a page of this version shows. */
async function page(folder: string): Promise<string> {
  const child = spawn(process.execPath, [`${example}/${folder}/web/page.mjs`], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [shown, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  expect(code).toBe(0);
  return shown.trim();
}
const old = "web 1.0.0 shows the new checkout; it was told new-checkout";

function now(): readonly string[] {
  const next = end.retirement(editor, key, {}).steps.find(({ state }) => state === "next");
  return [next?.id ?? "over", ...(next?.blockedBy ?? [])];
}
/** The stage of each step. */
const stages = () => end.retirement(editor, key, {}).steps.map(({ stage }) => stage);
const retire = (step: "pin" | "tombstone" | "delete") =>
  end.retire(editor, key, { step, why: "", component: undefined });

test("a flag goes out step by step, and an old page never loses the feature", {
  timeout: 60_000,
}, async () => {
  await publish("v1", "web", "api");
  flags.live("web@1.0.0", "api@1.0.0");
  // Planned before the first step, and so it goes: the order stays the same to the end.
  const planned = [1, 2, 3, 4, 4, 5, 6];
  expect(stages()).toEqual(planned);
  retire("pin");
  expect(now()).toEqual([
    "code-default",
    "web@1.0.0 falls back to false at web/page.mjs:5:15",
    "api@1.0.0 falls back to false at api/main.mjs:3:17",
  ]);
  await publish("v2", "web", "api");
  expect(now()).toEqual(["clients", "web@1.1.0 reads it at web/page.mjs:5:15"]);

  // 1 and 2: out of the client, which goes out; somebody keeps the old page open.
  await publish("v3", "web");
  flags.live("web@2.0.0", "web@1.0.0 ended", "api@1.0.0");
  expect(await page("v1")).toBe(old);
  expect(await page("v3")).toBe("web 2.0.0 shows the new checkout, dark; it was told dark-mode");
  expect(now()).toEqual(["wait", "web@1.0.0 asked for all flags (1)"]);
  expect(() => retire("delete")).toThrow(/not ready/);
  flags.room.nowMs += weekMs;

  // 3 and 4: out of the server, which goes out.
  expect(now()[0]).toBe("servers");
  await publish("v4", "api");
  flags.live("web@2.0.0", "api@2.0.0");
  retire("tombstone");
  expect(await page("v1")).toBe(old);

  // 5: deleted, when nobody asks any more, and not before.
  expect(() => retire("delete")).toThrow(/web@1\.0\.0 asked for all flags/);
  expect(await page("v1")).toBe(old);
  flags.room.nowMs += weekMs;
  expect(now()).toEqual(["delete"]);
  expect(stages()).toEqual(planned);
  retire("delete");
  expect(now()).toEqual(["over"]);
  expect(Object.keys(flags.source.state.file.features)).toEqual(["dark-mode"]);
});

test("without the steps it would have: a page whose flag is gone shows the old checkout", async () => {
  await publish("v1", "web");
  expect(await page("v1")).toBe(old);
  flags.source.change({ by: "ada", why: "" }, () => "features:\n  dark-mode: { enabled: true }\n");
  expect(await page("v1")).toBe("web 1.0.0 shows the old checkout; it was told");
});
