import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FlagRoom } from "../../../../test/support/flag-room.ts";
import type { Caller } from "../control/caller.ts";
import type { RetirementStepId } from "../wire/flag-views.ts";
import { FlagEndOfLife } from "./flag-end-of-life.ts";
import { Flags } from "./flags.ts";

const dayMs = 86_400_000;
const key = "new-checkout";
const file = (lifecycle: string, more = "") =>
  `features:\n  ${key}: { enabled: true, rollout_percentage: 100, lifecycle: ${lifecycle} }\n${more}`;

let room: FlagRoom;
let flags: Flags;
let end: FlagEndOfLife;
let editor: Caller;

/** A flag in this state, counted for long enough, and nothing live. */
async function begin(text: string): Promise<void> {
  room = new FlagRoom(text);
  flags = new Flags(room.sets, () => room.room.nowMs);
  end = new FlagEndOfLife(flags);
  editor = await room.room.caller("ada", { role: "flag-editor" });
  await room.reads.look();
  room.live();
  room.room.nowMs += 30 * dayMs;
}
beforeEach(() => begin(file("active")));
afterEach(() => room.close());

const steps = () => end.retirement(editor, key, {}).steps;
const next = () => steps().find(({ state }) => state === "next");
/** The step whose turn it is, and what stands in its way. */
const now = () => [next()?.id, ...(next()?.blockedBy ?? [])];
const retire = (step: "pin" | "tombstone" | "delete") => () =>
  end.retire(editor, key, { step, why: "", component: undefined });
const ask = (client: string, clientVersion: string) => room.served.count(key, { client, clientVersion });
const askAll = (client: string, clientVersion: string) =>
  room.served.count(undefined, { client, clientVersion });

describe("the way out of a flag", () => {
  test("goes step by step, each held against what is known", async () => {
    await room.publish("web", "1.0.0", { [key]: false });
    await room.publish("api", "1.0.0", { [key]: true });
    room.live("web@1.0.0", "api@1.0.0");
    expect(now()).toEqual(["pin"]);
    expect(retire("pin")().revision).toBe(2);
    expect(now()).toEqual(["code-default", "web@1.0.0 falls back to false at web/main.ts:1:1"]);

    await room.publish("web", "1.1.0", { [key]: true });
    expect(now()).toEqual(["clients", "web@1.1.0 reads it at web/main.ts:1:1"]);
    await room.publish("web", "2.0.0", {});
    ask("web", "1.0.0");
    expect(now()).toEqual(["wait", "web@1.0.0 reads it and is released", "web@1.0.0 asked for it (1)"]);

    room.live("web@2.0.0", "web@1.0.0 ended", "api@1.0.0");
    expect(next()?.notBeforeMs).toBe(room.room.nowMs + 7 * dayMs);
    room.room.nowMs += 7 * dayMs;
    expect(now()).toEqual([
      "servers",
      "api@1.0.0 reads it at api/main.ts:1:1",
      "api@1.0.0 reads it and is released",
    ]);
    await room.publish("api", "2.0.0", {});
    room.live("web@2.0.0", "api@2.0.0");
    expect(now()).toEqual(["tombstone"]);
    expect(retire("delete")).toThrow(/not ready for the step delete/);

    retire("tombstone")();
    expect(room.served.resolve(key, {})).toMatchObject({ value: true });
    expect(now()).toEqual(["delete", "it has not been a tombstone for long enough"]);
    room.room.nowMs += 7 * dayMs;
    ask("web", "1.0.0");
    // Somebody is back: a page that was open for weeks.
    expect(now()).toEqual(["wait", "web@1.0.0 asked for it (1)"]);
    expect(retire("delete")).toThrow(/web@1\.0\.0 asked for it/);

    room.room.nowMs += 7 * dayMs;
    expect(now()).toEqual(["delete"]);
    retire("delete")();
    expect(room.source.state.file.features).toEqual({});
    expect(steps().every(({ state }) => state === "done")).toBe(true);
    expect(flags.history(editor).revisions.map(({ why }) => why)).toEqual([
      `retire ${key}: delete`,
      `retire ${key}: tombstone`,
      `retire ${key}: pin`,
      "",
    ]);
  });

  test("has dates: since when a step is done", () => {
    retire("pin")();
    const pinnedMs = room.room.nowMs;
    room.room.nowMs += dayMs;
    expect(steps()[0]).toMatchObject({ state: "done", sinceMs: pinnedMs });
  });

  test.each([
    ["a share", "{ enabled: true, rollout_percentage: 25 }"],
    ["a guard", '{ enabled: true, clients: { web: ">=2" } }'],
  ])("does not begin while %s decides", async (_, feature) => {
    await room.close();
    await begin(`features:\n  ${key}: ${feature}\n`);
    expect(now()).toEqual(["pin", "what it serves depends on who asks, or when"]);
    expect(retire("pin")).toThrow(/depends on who asks/);
  });

  test("of what there never was is refused, and of what went is over", () => {
    expect(() => end.retirement(editor, "other", {})).toThrow(/no feature other/);
    room.source.change({ by: "ada", why: "" }, () => "features: {}\n");
    expect(steps().map(({ state }) => state)).toEqual(Array(7).fill("done"));
  });
});

/** Every step before this one is done, if nothing else were known. */
async function upTo(step: RetirementStepId): Promise<void> {
  await room.close();
  await begin(file(step === "delete" ? "tombstone" : "retiring"));
  room.room.nowMs += 30 * dayMs;
  expect(now()).toEqual([step === "delete" ? "delete" : "tombstone"]);
}

describe("what is not known stands in the way", () => {
  test("a live version that was never published", async () => {
    await upTo("delete");
    room.live("web@0.9.0");
    expect(now()[1]).toBe("web@0.9.0 was never published: what it reads is not known");
  });

  test("a version without a scan, or whose sources could not be read", async () => {
    await upTo("delete");
    await room.publish("web", "1.0.0", {}, { sources: 0 });
    expect(now()[1]).toMatch(/^web@1\.0\.0 may read it: no source code/);
  });

  test("code whose key cannot be told, unless a list answers for it", async () => {
    await upTo("delete");
    const uncertain = [{ at: "web/a.ts:3:1", why: "the key is made while it runs" }];
    await room.publish("web", "1.0.0", {}, { uncertain });
    expect(now()).toEqual([
      "code-default",
      "web@1.0.0 may read it: web/a.ts:3:1: the key is made while it runs",
    ]);
    await room.publish("web", "1.0.1", {}, { uncertain, toldBy: "list" });
    expect(now()).toEqual(["delete"]);
    await room.publish(
      "web",
      "1.0.2",
      {},
      { uncertain: uncertain.map((each) => ({ ...each, key: "other" })) },
    );
    expect(now()).toEqual(["delete"]);
  });

  test("what is live, while the facts are away", async () => {
    await upTo("delete");
    room.served.live = undefined;
    expect(now()).toEqual(["wait", "it is not known what is live"]);
  });

  test.each([
    ["somebody who does not say its version", undefined, undefined],
    ["somebody of a name that nobody knows", "ios", "5.1"],
    ["a version that was never published", "web", "0.1.0"],
  ])("%s that asks for all flags", async (_, client, clientVersion) => {
    await upTo("delete");
    room.served.count(undefined, { client, clientVersion });
    expect(now()[1]).toMatch(/asked for all flags \(1\)$/);
    expect(retire("delete")).toThrow(/not ready/);
  });

  test("questions that have not been counted for long enough", async () => {
    await upTo("delete");
    expect(end.retirement(editor, key, { quietMs: 365 * dayMs }).steps[3]).toMatchObject({
      state: "next",
      blockedBy: ["questions have not been counted for long enough"],
    });
  });

  test("another flag that needs it", async () => {
    await room.close();
    const other = `  other: { enabled: true, needs: { flags: { ${key}: on } } }\n`;
    await begin(file("tombstone", other));
    expect(now()).toEqual(["servers", "flag other needs it"]);
    room.room.nowMs += 30 * dayMs;
    expect(retire("delete")).toThrow(/flag other needs it/);
  });
});

describe("who asks for all flags at once", () => {
  test("does not ask for what its version is known not to read", async () => {
    await upTo("delete");
    await room.publish("web", "2.0.0", {});
    askAll("web", "2.0.0");
    expect(now()).toEqual(["delete"]);
    await room.publish("app", "1.0.0", { [key]: true });
    await room.publish("app", "2.0.0", {});
    askAll("app", "1.0.0");
    expect(now()[1]).toBe("app@1.0.0 asked for all flags (1)");
  });

  test("counts as gone below the cut-off, for waiting but not for deleting", async () => {
    await room.publish("web", "1.0.0", { [key]: true });
    await room.publish("web", "2.0.0", {});
    room.live("web@2.0.0");
    retire("pin")();
    askAll("web", "1.0.0");
    for (let more = 0; more < 199; more++) askAll("web", "2.0.0");
    expect(now()[0]).toBe("wait");
    const at = (cutOff: number) => end.retirement(editor, key, { cutOff }).steps[3]?.state;
    expect([at(0.4), at(0.5)]).toEqual(["next", "done"]);
  });
});

test("readers: the first and the last version, each default, what is live", async () => {
  await room.publish("web", "1.0.0", { [key]: false });
  await room.publish("web", "1.1.0", { [key]: true, theme: "plain" });
  await room.publish("web", "2.0.0", { theme: "plain" });
  room.live("web@1.1.0", "app@3.0.0");
  expect(end.readers(editor)).toMatchObject({
    flags: [
      {
        key,
        isServed: true,
        readers: [
          {
            component: "web",
            first: "1.0.0",
            last: "1.1.0",
            isRead: false,
            defaults: [
              { value: false, isTold: true, versions: ["1.0.0"] },
              { value: true, isTold: true, versions: ["1.1.0"] },
            ],
            live: ["1.1.0"],
          },
        ],
      },
      { key: "theme", isServed: false, readers: [{ isRead: true }] },
    ],
    uncertain: [{ version: "app@3.0.0", why: "it was never published: what it reads is not known" }],
  });
});

describe("a tombstone's key", () => {
  const set = (values: Record<string, string | number | boolean>) =>
    flags.change(editor, key, { values, why: "", component: undefined });

  test("is not used again by mistake, but a kill is a kill", async () => {
    await room.close();
    await begin(file("tombstone"));
    await expect(set({ enabled: false })).rejects.toThrow(/is a tombstone/);
    await expect(set({ lifecycle: "active", rollout_percentage: 5 })).rejects.toThrow(/is a tombstone/);
    expect((await set({ owner: "team-a" })).change).toBeDefined();
    await flags.kill(editor, key, { why: "", component: undefined });
    expect(room.served.resolve(key, {})).toMatchObject({ value: false });
  });
});
