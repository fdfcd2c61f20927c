import type { CrossfadeError } from "@crossfade/core";
import { beforeEach, describe, expect, test } from "vitest";
import { ControlRoom } from "../../../../test/support/control-room.ts";
import type { RollbackRequest } from "../wire/requests.ts";
import type { Authenticated } from "./tokens.ts";

let room: ControlRoom;
let ada: Authenticated;

beforeEach(async () => {
  room = new ControlRoom();
  ada = await room.caller("ada", { role: "admin" });
});

const codeOf = async (deed: Promise<unknown>): Promise<string> =>
  deed.then(
    () => "done",
    (error: CrossfadeError) => error.code,
  );

/** A release whose steps up to, and with, this one are done; then it ended. */
async function released(until: string, how: "completed" | "aborted" | "running" = "aborted"): Promise<void> {
  await room.control.releases.create(ada, {
    id: "r1",
    environment: "production",
    to: { api: "1" },
    choose: [],
    dryRun: false,
  });
  const { plan } = room.spec("r1");
  const order = plan.stages.flat();
  const done = order.slice(0, order.indexOf(until) + 1);
  const events = done.flatMap((step) => [
    { kind: "begun", step } as const,
    { kind: "finished", step } as const,
  ]);
  const start = { kind: "start-asked", atMs: 0 } as const;
  const end = how === "running" ? [] : [{ kind: "ended", how } as const];
  await room.store.append({
    release: "r1",
    expectedSeq: 0,
    actor: "engine",
    events: [start, ...events, ...end],
  });
}

const rollback = (request: Partial<RollbackRequest>) =>
  room.control.rollbacks.rollback(ada, "r1", { dryRun: false, ...request });

describe("going back", () => {
  test("is shown first, and writes nothing then", async () => {
    await released("start api@1");
    const shown = await rollback({ dryRun: true });
    expect(shown).toMatchObject({ kind: "proposed", wayBack: { release: "r1" } });
    expect(shown.wayBack.order.map(({ step }) => step)).toContain("end api@1");
    expect(await room.store.list()).toHaveLength(1);
  });

  test("is counted before anybody decides, once, and only for who may decide", async () => {
    await released("end api@0");
    room.left = { kind: "done", left: 3, what: "messages" };
    const shown = await rollback({ dryRun: true });
    expect(shown.wayBack.counted).toContain("Counted: 3 messages of api@1 are left in api -> worker.");
    expect(room.measured).toMatchObject([
      { action: "measure", component: "api", version: "1", release: "back-r1" },
    ]);
    const vera = await room.caller("vera", { role: "viewer" });
    const looked = await room.control.rollbacks.rollback(vera, "r1", { dryRun: true });
    expect(looked.wayBack.counted).toContain(
      "Not counted: what api@1 has left in api -> worker (nobody is asked).",
    );
    await rollback({ planHash: shown.wayBack.planHash ?? "" });
    expect(room.measured).toHaveLength(1);
  });

  test("that is confirmed by its hash is a release that begins at once, in the name of whoever confirmed", async () => {
    await released("start api@1");
    const { wayBack } = await rollback({ dryRun: true });
    const made = await rollback({ planHash: wayBack.planHash ?? "" });
    expect(made).toMatchObject({
      kind: "created",
      release: { id: "back-r1", phase: "running", takesBack: "r1" },
    });
    expect((await room.store.journal("back-r1")).at(-1)).toMatchObject({
      actor: "ada",
      event: { kind: "start-asked" },
    });
  });

  test("without the hash, or with another, is refused", async () => {
    await released("start api@1");
    expect(await codeOf(rollback({}))).toBe("CF_PLAN_HASH_MISSING");
    expect(await codeOf(rollback({ planHash: "other" }))).toBe("CF_PLAN_CHANGED");
    expect(await room.store.list()).toHaveLength(1);
  });

  test("begins when what is under way was taken back, not before", async () => {
    await room.store.create(room.spec("r1"), { ...(await basisOf()) });
    await room.control.releases.start(ada, "r1", {});
    expect(await codeOf(rollback({ planHash: "any" }))).toBe("CF_ROLLBACK_TOO_EARLY");
  });

  test("ends a release that only keeps its old versions for that, and nothing is under way", async () => {
    await released("end api@0", "running");
    const { wayBack } = await rollback({ dryRun: true });
    await rollback({ planHash: wayBack.planHash ?? "" });
    expect((await room.store.read("r1"))?.progress.phase).toBe("aborted");
    expect((await room.store.read("back-r1"))?.progress.phase).toBe("running");
  });

  test("past the point of no return takes a person who answers for it, in the journal", async () => {
    room.oneWay = ["db"];
    await released("start api@1");
    const { wayBack } = await rollback({ dryRun: true });
    const planHash = wayBack.planHash ?? "";
    expect(wayBack.kind).toBe("impossible");
    expect(await codeOf(rollback({ planHash }))).toBe("CF_ROLLBACK_IMPOSSIBLE");
    const bo = await room.caller("bo", { role: "deployer" });
    const request = { dryRun: false, planHash, override: "the shop is down" };
    expect(await codeOf(room.control.rollbacks.rollback(bo, "r1", request))).toBe("CF_FORBIDDEN");
    await room.control.rollbacks.rollback(ada, "r1", request);
    expect((await room.store.journal("back-r1"))[0]).toMatchObject({
      actor: "ada",
      event: { kind: "answered", item: "point-of-no-return", note: "the shop is down" },
    });
  });

  test("cannot be planned where nobody kept what the release was planned from", async () => {
    await room.store.create(room.spec("r1"));
    expect(await codeOf(rollback({ dryRun: true }))).toBe("CF_RELEASE_BASIS_MISSING");
  });
});

async function basisOf() {
  const other = new ControlRoom();
  const caller = await other.caller("ada", { role: "admin" });
  await other.control.releases.create(caller, {
    id: "r1",
    environment: "production",
    to: { api: "1" },
    choose: [],
    dryRun: false,
  });
  const basis = await other.store.basis("r1");
  if (basis === undefined) throw new Error("there is no basis");
  return basis;
}
