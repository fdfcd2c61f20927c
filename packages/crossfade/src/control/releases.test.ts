import { type CrossfadeError, type Grant, type ReleaseEvent, stationsOf } from "@crossfade/core";
import { beforeEach, describe, expect, test } from "vitest";
import { ControlRoom } from "../../../../test/support/control-room.ts";
import type { Authenticated } from "./tokens.ts";

const admin: Grant = { role: "admin" };
let room: ControlRoom;
let ada: Authenticated;

beforeEach(async () => {
  room = new ControlRoom();
  ada = await room.caller("ada", admin);
});

const codeOf = async (deed: Promise<unknown>): Promise<string> =>
  deed.then(
    () => "done",
    (error: CrossfadeError) => error.code,
  );

const journalOf = async (id: string) => (await room.store.journal(id)).map(({ event }) => event);

/** As if the engine had got so far. */
async function written(id: string, ...events: readonly ReleaseEvent[]): Promise<void> {
  const expectedSeq = (await room.store.read(id))?.progress.seq ?? 0;
  await room.store.append({ release: id, expectedSeq, actor: "engine", events });
}

/** A release whose api shows the new version to its first users. */
async function baking(id = "r1"): Promise<{ readonly step: string; readonly station: number }> {
  const spec = room.spec(id);
  await room.store.create(spec);
  const step = spec.plan.steps.find((each) => each.id === "end api@0");
  const station = step === undefined ? -1 : stationsOf(spec, step).findIndex(({ kind }) => kind === "bake");
  await written(id, { kind: "start-asked", atMs: 0 }, { kind: "begun", step: "end api@0" });
  for (let done = 0; done < station; done++)
    await written(id, { kind: "did", step: "end api@0", station: done });
  return { step: "end api@0", station };
}

describe("an approval", () => {
  beforeEach(() => {
    room.change = { approvals: [{ role: "engineering", count: 2 }] };
  });

  test("is written in the name of whoever gives it, once, and lasts as long as the environment says", async () => {
    await room.store.create(room.spec("r1"));
    const said = { role: "engineering", planHash: "h" };
    await room.control.releases.approve(ada, "r1", said);
    await room.control.releases.approve(ada, "r1", said);
    const { nowMs } = room;
    expect(await room.store.journal("r1")).toEqual([
      {
        seq: 1,
        atMs: nowMs,
        actor: "ada",
        event: {
          kind: "approved",
          approval: { ...said, by: "ada", atMs: nowMs, expiresMs: nowMs + 60_000 },
        },
      },
    ]);
    room.nowMs += 60_000;
    await room.control.releases.approve(ada, "r1", said);
    await room.control.releases.approve(await room.caller("bo", admin), "r1", said);
    expect((await room.store.journal("r1")).map(({ actor }) => actor)).toEqual(["ada", "ada", "bo"]);
  });

  test("of a plan that was not shown, or in a role that nobody asks for, is refused", async () => {
    await room.store.create(room.spec("r1"));
    const { releases } = room.control;
    expect(await codeOf(releases.approve(ada, "r1", { role: "engineering", planHash: "old" }))).toBe(
      "CF_PLAN_CHANGED",
    );
    expect(await codeOf(releases.approve(ada, "r1", { role: "legal", planHash: "h" }))).toBe(
      "CF_APPROVAL_NOT_ASKED",
    );
  });

  test("of one's own release is refused, unless the environment allows it", async () => {
    await room.store.create(room.spec("r1", { createdBy: "ada" }));
    await room.store.create(room.spec("r2", { createdBy: "ada", selfApproval: true }));
    await room.store.create(room.spec("r3", { environment: "staging" }));
    const said = { role: "engineering", planHash: "h" };
    await room.control.releases.start(ada, "r3", {});
    expect(await codeOf(room.control.releases.approve(ada, "r3", said))).toBe("CF_APPROVAL_OWN");
    expect(await codeOf(room.control.releases.approve(ada, "r1", said))).toBe("CF_APPROVAL_OWN");
    expect(await codeOf(room.control.releases.approve(ada, "r2", said))).toBe("done");
  });

  test("that is denied puts the release on hold, with the reason", async () => {
    await room.store.create(room.spec("r1"));
    const view = await room.control.releases.deny(ada, "r1", { role: "engineering", why: "not on a Friday" });
    expect(view.hold).toMatchObject({ why: "engineering: not on a Friday", by: "ada" });
  });
});

describe("starting", () => {
  test("is for now or for then, and again the same", async () => {
    await room.store.create(room.spec("r1"));
    const { releases } = room.control;
    const atMs = room.nowMs + 5_000;
    await releases.start(ada, "r1", { atMs });
    expect(await codeOf(releases.start(ada, "r1", { atMs }))).toBe("done");
    expect(await journalOf("r1")).toEqual([{ kind: "start-asked", atMs }]);
    expect(await codeOf(releases.start(ada, "r1", {}))).toBe("CF_START_SETTLED");
    room.nowMs = atMs;
    expect(await codeOf(releases.start(ada, "r1", {}))).toBe("done");
  });

  test("waits for the release that is under way in the same environment", async () => {
    await room.store.create(room.spec("r1"));
    await room.store.create(room.spec("r2"));
    await room.store.create(room.spec("r3", { environment: "staging" }));
    const { releases } = room.control;
    await releases.start(ada, "r1", {});
    expect(await codeOf(releases.start(ada, "r2", {}))).toBe("CF_ENVIRONMENT_BUSY");
    expect(await codeOf(releases.start(ada, "r3", {}))).toBe("done");
    await releases.abort(ada, "r1", { why: "errors" });
    expect(await codeOf(releases.start(ada, "r2", {}))).toBe("CF_ENVIRONMENT_BUSY");
    await written("r1", { kind: "ended", how: "aborted" });
    expect(await codeOf(releases.start(ada, "r2", {}))).toBe("done");
  });

  test("of two at the same moment, neither of which saw the other, goes on with one", async () => {
    await room.store.create(room.spec("r1"));
    await room.store.create(room.spec("r2"));
    const { list } = room.store;
    room.store.list = async () => [];
    const { releases } = room.control;
    await releases.start(ada, "r1", {});
    await written("r2", { kind: "start-asked", atMs: room.nowMs });
    room.store.list = list;
    expect((await releases.giveWay(ada, "r1")).hold).toBeUndefined();
    expect((await releases.giveWay(ada, "r2")).hold?.why).toBe("r1 was started at the same time.");
  });

  test("is refused when users have another version by now than the plan begins with", async () => {
    await room.store.create(room.spec("r1"));
    await room.store.create(room.spec("r2", { environment: "staging" }));
    const start = (id: string) => codeOf(room.control.releases.start(ada, id, {}));
    const api7 = { component: "api", label: "7" } as const;
    for (const environment of ["production", "staging"])
      await room.store.record(environment, "ci", [{ kind: "started", ...api7 }]);
    expect(await start("r1")).toBe("CF_PLAN_OUTDATED");
    await room.store.record("production", "ci", [{ kind: "ended", ...api7 }]);
    expect(await start("r1")).toBe("done");
    await room.store.record("staging", "ci", [{ kind: "started", component: "api", label: "0" }]);
    expect(await start("r2")).toBe("done");
  });

  test("a release that has ended does not start again", async () => {
    await room.store.create(room.spec("r1"));
    await written("r1", { kind: "ended", how: "completed" });
    expect(await codeOf(room.control.releases.start(ada, "r1", {}))).toBe("CF_RELEASE_PHASE");
  });
});

describe("a promotion", () => {
  test("is asked for where users are on a rung, and nowhere else", async () => {
    const at = await baking();
    const { releases } = room.control;
    await written("r1", { kind: "begun", step: "deploy page@1" });
    for (const step of ["start page@1", "deploy page@1"])
      expect(await codeOf(releases.promote(ada, "r1", { step }))).toBe("CF_NOTHING_TO_PROMOTE");
    await releases.promote(ada, "r1", {});
    await releases.promote(ada, "r1", { step: "end api@0" });
    expect((await journalOf("r1")).at(-1)).toEqual({ kind: "promotion-asked", ...at });
    expect((await journalOf("r1")).filter(({ kind }) => kind === "promotion-asked")).toHaveLength(1);
  });

  test("against the evidence is a person's word, with a reason", async () => {
    const at = await baking();
    await room.control.releases.promote(ada, "r1", { override: "we know this error" });
    const last = (await room.store.journal("r1")).at(-1);
    expect(last).toMatchObject({
      actor: "ada",
      event: { kind: "overridden", ...at, why: "we know this error" },
    });
  });
});

describe("an old version that stays for going back", () => {
  test("is let go by a person, once; what does not stay is named", async () => {
    const spec = room.spec("r1");
    await room.store.create({ ...spec, settings: { ...spec.settings, retainMs: 3_600_000 } });
    await written("r1", { kind: "start-asked", atMs: 0 });
    const { releases } = room.control;
    expect(await codeOf(releases.letGo(ada, "r1", {}))).toBe("CF_NOTHING_TO_LET_GO");
    for (const step of ["end api@0", "end worker@0"])
      await written("r1", { kind: "begun", step }, { kind: "finished", step });
    await releases.letGo(ada, "r1", { step: "gone api@0" });
    await releases.letGo(ada, "r1", { step: "gone api@0" });
    expect(await codeOf(releases.letGo(ada, "r1", { step: "gone page@0" }))).toBe("CF_NOTHING_TO_LET_GO");
    expect((await journalOf("r1")).filter(({ kind }) => kind === "let-go")).toEqual([
      { kind: "let-go", step: "gone api@0" },
    ]);
  });
});

describe("a hold", () => {
  test("is set once and ended by resuming", async () => {
    await room.store.create(room.spec("r1"));
    const { releases } = room.control;
    await releases.hold(ada, "r1", { why: "lunch" });
    await releases.hold(ada, "r1", { why: "lunch" });
    expect((await releases.resume(ada, "r1")).hold).toBeUndefined();
    await releases.resume(ada, "r1");
    expect((await journalOf("r1")).map(({ kind }) => kind)).toEqual(["held", "resumed"]);
  });

  test("because something failed ends when that is tried again", async () => {
    const { step } = await baking();
    const { releases } = room.control;
    expect(await codeOf(releases.retry(ada, "r1"))).toBe("CF_NOTHING_TO_RETRY");
    const at = { step: "deploy page@1", station: 0 };
    await written(
      "r1",
      { kind: "begun", step: at.step },
      { kind: "failed", ...at, why: "no disk", final: true },
    );
    await written("r1", { kind: "held", why: `${step} failed` });
    expect((await releases.retry(ada, "r1")).hold).toBeUndefined();
  });

  test("of a person is not ended by trying again", async () => {
    await baking();
    const at = { step: "deploy page@1", station: 0 };
    await written(
      "r1",
      { kind: "begun", step: at.step },
      { kind: "failed", ...at, why: "no disk", final: false },
    );
    const { releases } = room.control;
    await releases.hold(ada, "r1", { why: "lunch" });
    expect(await codeOf(releases.retry(ada, "r1"))).toBe("CF_RELEASE_HELD");
  });
});

describe("an abort", () => {
  test("is never locked: whoever may move one part may take back the whole", async () => {
    await baking();
    const bo = await room.caller("bo", { role: "deployer", components: ["worker"] });
    const { releases } = room.control;
    expect(await codeOf(releases.resume(bo, "r1"))).toBe("CF_FORBIDDEN");
    await releases.hold(bo, "r1", { why: "strange" });
    expect((await releases.abort(bo, "r1", { why: "errors" })).phase).toBe("aborting");
    expect(await codeOf(releases.abort(bo, "r1", { why: "errors" }))).toBe("done");
    expect((await journalOf("r1")).filter(({ kind }) => kind === "aborted")).toHaveLength(1);
  });

  test("comes too late for what is complete", async () => {
    await room.store.create(room.spec("r1"));
    await written("r1", { kind: "ended", how: "completed" });
    expect(await codeOf(room.control.releases.abort(ada, "r1", { why: "late" }))).toBe("CF_RELEASE_PHASE");
  });
});

describe("an answer", () => {
  test("is for an item of the checklist that people answer", async () => {
    room.change = {
      checklist: [
        { id: "told", text: "Support has been told.", kind: "human" },
        { id: "healthy", text: "It is healthy.", kind: "automatic" },
      ],
    };
    await room.store.create(room.spec("r1"));
    const { releases } = room.control;
    expect(await codeOf(releases.answer(ada, "r1", { item: "x", answer: "yes" }))).toBe("CF_ANSWER_UNKNOWN");
    expect(await codeOf(releases.answer(ada, "r1", { item: "healthy", answer: "yes" }))).toBe(
      "CF_ANSWER_AUTOMATIC",
    );
    await releases.answer(ada, "r1", { item: "told", answer: "yes", note: "by mail" });
    await releases.answer(ada, "r1", { item: "told", answer: "yes", note: "by mail" });
    expect(await journalOf("r1")).toEqual([
      { kind: "answered", item: "told", answer: "yes", note: "by mail" },
    ]);
  });
});

describe("two who write at once", () => {
  test("both are heard: what was decided is decided anew for what the other has written", async () => {
    await room.store.create(room.spec("r1"));
    const { append } = room.store;
    let isFirst = true;
    room.store.append = async (entry) => {
      if (isFirst) {
        isFirst = false;
        await append.call(room.store, {
          ...entry,
          actor: "engine",
          events: [{ kind: "held", why: "engine" }],
        });
      }
      return append.call(room.store, entry);
    };
    await room.control.releases.start(ada, "r1", {});
    expect((await journalOf("r1")).map(({ kind }) => kind)).toEqual(["held", "start-asked"]);
  });

  test("one who is never first is told so, after a while", async () => {
    await room.store.create(room.spec("r1"));
    room.store.append = async () => ({ kind: "moved" });
    expect(await codeOf(room.control.releases.start(ada, "r1", {}))).toBe("CF_RELEASE_CONTENDED");
  });
});

describe("a new release", () => {
  const wanted = { environment: "production", to: { api: "1" }, choose: [], dryRun: false };

  test("has a name that one can type, numbered where it is taken", async () => {
    const { releases } = room.control;
    const ids = [];
    for (const to of [{ api: "2.0.0" }, { api: "2.0.0" }, { api: "2.0.0", page: "1" }]) {
      const made = await releases.create(ada, { ...wanted, to });
      ids.push(made.kind === "created" && made.release.id);
    }
    expect(ids).toEqual(["api-2-0-0", "api-2-0-0-2", "api-2-0-0-and-1"]);
  });

  test("is not written when it is a dry run, or refused", async () => {
    const { releases } = room.control;
    expect((await releases.create(ada, { ...wanted, dryRun: true })).kind).toBe("proposed");
    const refused = await releases.create(ada, { ...wanted, to: { api: "impossible" } });
    expect(refused).toMatchObject({ kind: "proposed", proposal: { kind: "refused" } });
    expect(await room.store.list()).toEqual([]);
  });

  test("needs the right to all that it moves, not only to what was named", async () => {
    const bo = await room.caller("bo", { role: "deployer", components: ["api"] });
    expect(await codeOf(room.control.releases.create(bo, wanted))).toBe("CF_FORBIDDEN");
    expect(await room.store.list()).toEqual([]);
  });

  test("is shown to those alone who may look at its environment", async () => {
    await room.control.releases.create(ada, { ...wanted, id: "r1" });
    const bo = await room.caller("bo", { role: "viewer", environments: ["staging"] });
    expect((await room.control.releases.list(bo)).releases).toEqual([]);
    expect((await room.control.releases.list(ada)).releases).toMatchObject([
      { id: "r1", environment: "production", phase: "draft", moves: expect.arrayContaining(["api@1"]) },
    ]);
  });
});

describe("watching a release", () => {
  test("shows it as it is, and again when it has changed, until it ends", async () => {
    await room.store.create(room.spec("r1"));
    const { signal } = new AbortController();
    const views = room.control.releases.watch(ada, "r1", { signal });
    expect((await views.next()).value).toMatchObject({ seq: 0, phase: "draft" });
    const next = views.next();
    await room.control.releases.start(ada, "r1", {});
    expect((await next).value).toMatchObject({ seq: 1, phase: "running" });
    const last = views.next();
    await written("r1", { kind: "ended", how: "completed" });
    expect((await last).value).toMatchObject({ seq: 2, phase: "completed" });
    expect((await views.next()).done).toBe(true);
    await room.control.close();
  });

  test("skips what the watcher has seen, and what is past when it looks again", async () => {
    await room.store.create(room.spec("r1"));
    const { signal } = new AbortController();
    const views = room.control.releases.watch(ada, "r1", { afterSeq: 0, signal });
    const next = views.next();
    await written("r1", { kind: "held", why: "a" }, { kind: "resumed" }, { kind: "held", why: "b" });
    expect((await next).value).toMatchObject({ seq: 3 });
    await views.return(undefined);
    await room.control.close();
  });

  test("ends at once when it is told to", async () => {
    await room.store.create(room.spec("r1"));
    const stop = new AbortController();
    const views = room.control.releases.watch(ada, "r1", { afterSeq: 0, signal: stop.signal });
    const next = views.next();
    stop.abort();
    expect((await next).done).toBe(true);
    await room.control.close();
  });
});
