import type { ChecklistRule, ReleaseEvent, ReleaseSpec } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { diceOf } from "./dice.ts";
import { shopSpec } from "./shop-spec.ts";
import { World } from "./world.ts";

const minuteMs = 60_000;
const everyone = ["api@0", "db@0", "page@0", "worker@0"];

function worldOf(change: Partial<ReleaseSpec>, starter = "lead"): World {
  const world = new World(shopSpec({ bakeMs: minuteMs, change }), diceOf(1), 0);
  world.write({ kind: "start-asked", atMs: 0 }, starter);
  return world;
}

function run(world: World, looks: number, until: (world: World) => boolean = () => false): void {
  for (let look = 0; look < looks && !until(world) && world.progress.phase === "running"; look++)
    world.look();
}

const serving = (world: World) => [...world.serving].sort();
const yes = (by: string): ReleaseEvent => ({
  kind: "approved",
  approval: { role: "product", by, planHash: "h", atMs: 0, expiresMs: 1e15 },
});
const rule = { approvals: [{ role: "product", count: 1 }] };

describe("four eyes", () => {
  test.each([
    ["made", { createdBy: "ada" }, "lead"],
    ["started", {}, "ada"],
  ])("whoever %s a release does not approve it; somebody else does", (_, change, starter) => {
    const world = worldOf({ ...rule, ...change }, starter);
    world.write(yes("ada"), "ada");
    run(world, 200);
    expect(serving(world)).toEqual(everyone);
    world.write(yes("bo"), "bo");
    run(world, 5_000);
    expect(world.progress.phase).toBe("completed");
  });

  test("are two where the environment says that one is enough", () => {
    const world = worldOf({ ...rule, createdBy: "ada", selfApproval: true }, "ada");
    world.write(yes("ada"), "ada");
    run(world, 5_000);
    expect(world.progress.phase).toBe("completed");
  });

  test("an approval that runs out on the way stops the next rung, not the one that users are on", () => {
    const world = worldOf(rule);
    const approval = { role: "product", by: "bo", planHash: "h", atMs: 0, expiresMs: 3 * minuteMs };
    world.write({ kind: "approved", approval }, "bo");
    run(world, 300);
    expect(world.nowMs).toBeGreaterThan(3 * minuteMs);
    expect(world.progress.phase).toBe("running");
    const moved = world.serving.size;
    run(world, 100);
    expect(world.serving.size).toBe(moved);
  });
});

describe("the checklist", () => {
  const checklist: ChecklistRule[] = [
    { id: "told", text: "Support has been told.", kind: "human" },
    { id: "cf-window", text: "The moment is a good one.", kind: "automatic" },
  ];

  test("moves nobody before people have answered, and asks no person what a machine answers", () => {
    const world = worldOf({ checklist });
    run(world, 200);
    expect(serving(world)).toEqual(everyone);
    world.write({ kind: "answered", item: "told", answer: "yes" }, "bo");
    run(world, 5_000);
    expect(world.progress.phase).toBe("completed");
  });

  test("with a no holds the release: resuming alone does not move it, a yes does", () => {
    const world = worldOf({ checklist });
    world.write({ kind: "answered", item: "told", answer: "no", note: "They are at lunch." }, "bo");
    expect(world.progress.hold).toMatchObject({
      by: "bo",
      why: "Not so: Support has been told. They are at lunch.",
    });
    world.write({ kind: "resumed" }, "lead");
    run(world, 200);
    expect(serving(world)).toEqual(everyone);
    world.write({ kind: "answered", item: "told", answer: "yes" }, "bo");
    run(world, 5_000);
    expect(world.progress.phase).toBe("completed");
  });
});

describe("weights that a person sets", () => {
  const at = (world: World) => world.progress.steps["end api@0"];
  const weighs = (world: World) =>
    world.done.flatMap((deed) => (deed.kind === "weigh" && deed.component === "api" ? [deed.weight] : []));
  const takenOver = (world: World, share: number) =>
    world.write(
      { kind: "taken-over", component: "api", weights: { "1": share, "0": 10_000 - share } },
      "ops",
    );

  test("hold the release, and are what is wanted until it weighs again", () => {
    const world = worldOf({});
    run(world, 5_000, () => at(world) !== undefined);
    takenOver(world, 1_000);
    expect(world.progress.hold?.by).toBe("ops");
    expect(world.progress.manual).toEqual({ api: { "1": 1_000, "0": 9_000 } });
    run(world, 50);
    expect(weighs(world)).toEqual([500]);
    world.write({ kind: "resumed" }, "lead");
    run(world, 5_000, () => weighs(world).includes(2_500));
    run(world, 5);
    expect(world.progress.manual).toEqual({});
  });

  test("above the next rung are not lowered: the release goes on from there", () => {
    const world = worldOf({});
    run(world, 5_000, () => at(world) !== undefined);
    takenOver(world, 4_000);
    world.write({ kind: "resumed" }, "lead");
    run(world, 5_000);
    expect(world.progress.phase).toBe("completed");
    expect(new Set(weighs(world))).toEqual(new Set([500, 10_000]));
    expect(world.progress.manual).toEqual({});
  });

  test("are taken back by an abort, too", () => {
    const world = worldOf({});
    run(world, 5_000, () => at(world) !== undefined);
    takenOver(world, 4_000);
    world.write({ kind: "aborted", why: "enough" }, "ops");
    expect(world.progress.manual).toEqual({});
    expect(world.progress.undo?.deeds[0]?.deed).toMatchObject({
      kind: "weigh",
      version: "0",
      weight: 10_000,
    });
  });
});

test("a person who answers for it goes on against the evidence, from this one rung", () => {
  const world = worldOf({});
  world.judge = () => [{ name: "errors", result: "inconclusive", reason: "no traffic" }];
  run(world, 5_000, ({ progress }) => progress.hold !== undefined);
  world.write({ kind: "resumed" }, "lead");
  world.write({ kind: "overridden", step: "end api@0", station: 0, why: "it is night" }, "lead");
  run(world, 20);
  expect(world.progress.steps["end api@0"]?.station).toBeGreaterThan(0);
  expect(world.progress.steps["end api@0"]?.override).toBeUndefined();
  run(world, 5_000, ({ progress }) => progress.hold !== undefined);
  expect(world.progress.hold?.why).toContain("no traffic");
});

describe("an old version that nobody has any more", () => {
  const settings = { ...shopSpec({ bakeMs: minuteMs }).settings, retainMs: 30 * minuteMs };
  const isRetained = (world: World) => world.progress.steps["end api@0"]?.doneMs !== undefined;

  test("stays for a while, so that one can go back to it", () => {
    const world = worldOf({ settings });
    run(world, 5_000, isRetained);
    const endedMs = world.progress.steps["end api@0"]?.doneMs ?? 0;
    run(world, 5_000, () => !world.running.has("api@0"));
    expect(world.nowMs - endedMs).toBeGreaterThanOrEqual(30 * minuteMs);
    run(world, 5_000);
    expect(world.progress.phase).toBe("completed");
  });

  test("goes earlier where a person lets it go", () => {
    const world = worldOf({ settings });
    run(world, 5_000, isRetained);
    const endedMs = world.progress.steps["end api@0"]?.doneMs ?? 0;
    world.write({ kind: "let-go", step: "gone api@0" }, "lead");
    run(world, 20);
    expect(world.running).not.toContain("api@0");
    expect(world.nowMs - endedMs).toBeLessThan(30 * minuteMs);
  });

  test("does not stay where the release needs it gone to go on", () => {
    const world = worldOf({ settings });
    const of = (id: string) => world.progress.steps[id];
    run(world, 5_000, () => of("deploy api@1") !== undefined);
    expect((of("gone worker@0")?.begunMs ?? 0) - (of("end worker@0")?.doneMs ?? 0)).toBeLessThan(minuteMs);
  });

  test("stays before a step that nothing leads back from, even where that waits for it", () => {
    const { plan } = shopSpec({ bakeMs: minuteMs });
    const wayBack = { ...plan.wayBack, "start page@1": "impossible" as const };
    const world = worldOf({ settings, plan: { ...plan, wayBack } });
    const of = (id: string) => world.progress.steps[id];
    run(world, 5_000, () => of("gone worker@0") !== undefined);
    expect((of("gone worker@0")?.begunMs ?? 0) - (of("end worker@0")?.doneMs ?? 0)).toBeGreaterThanOrEqual(
      30 * minuteMs,
    );
  });

  test("goes at once where nothing leads back to it", () => {
    const { plan } = shopSpec({ bakeMs: minuteMs });
    const wayBack = { ...plan.wayBack, "end api@0": "impossible" as const };
    const world = worldOf({ settings, plan: { ...plan, wayBack } });
    const of = (id: string) => world.progress.steps[id];
    run(world, 5_000, () => of("gone api@0") !== undefined);
    expect((of("gone api@0")?.begunMs ?? 0) - (of("end api@0")?.doneMs ?? 0)).toBeLessThan(minuteMs);
  });
});

test.each([
  "waits with its users where they are until it is over",
  "is taken back at once if somebody says so",
])("a release that is under way when a freeze is announced %s", (what) => {
  const world = worldOf({});
  run(world, 500, ({ progress }) => progress.steps["end api@0"]?.station === 1);
  const frozenMs = world.nowMs;
  const freezes = [{ fromMs: frozenMs, toMs: frozenMs + 20 * minuteMs, why: "the campaign" }];
  world.write({ kind: "calendar-changed", calendar: { freezes } }, "crossfade.yaml");
  const moved = () => world.done.filter(({ kind }) => kind === "weigh" || kind === "drain").length;
  const before = moved();
  run(world, 5_000, () => world.nowMs >= frozenMs + 19 * minuteMs);
  expect([world.progress.phase, moved()]).toEqual(["running", before]);
  const toldMs = world.nowMs;
  if (what.startsWith("is taken")) world.write({ kind: "aborted", why: "enough" }, "lead");
  for (let look = 0; look < 5_000 && world.nowMs < frozenMs + 600 * minuteMs; look++) {
    if (["aborted", "completed"].includes(world.progress.phase)) break;
    world.look();
  }
  expect(world.progress.phase).toBe(what.startsWith("is taken") ? "aborted" : "completed");
  if (what.startsWith("is taken")) expect(world.nowMs - toldMs).toBeLessThan(minuteMs);
});

test("taking back is tried before anybody is pinned", () => {
  const { transitions } = shopSpec({ bakeMs: minuteMs });
  const rehearsing = Object.fromEntries(
    Object.entries(transitions).map(([id, each]) => [
      id,
      { ...each, checks: { ...each.checks, rehearsesRollback: true } },
    ]),
  );
  const world = worldOf({ ...rule, transitions: rehearsing });
  run(world, 200);
  const kinds = () =>
    world.done.flatMap((deed) => ("component" in deed && deed.component === "api" ? [deed.kind] : []));
  expect(kinds()).not.toContain("pin");
  world.write(yes("bo"), "bo");
  run(world, 5_000);
  const order = ["verify", "rehearse", "pin", "weigh"] as const;
  const first = order.map((kind) => kinds().indexOf(kind));
  expect(first).toEqual([...first].sort((one, other) => one - other));
  expect(first).not.toContain(-1);
});

test("a switch waits for no evidence", () => {
  const { transitions } = shopSpec({ bakeMs: minuteMs });
  const rungs = [
    { weight: 10_000, bakeMs: 0, timeoutMs: 0, promotion: "automatic" as const, unwatched: true as const },
  ];
  const switched = Object.fromEntries(
    Object.entries(transitions).map(([id, each]) => [id, { ...each, strategy: { rungs } }]),
  );
  const world = worldOf({ transitions: switched });
  world.judge = () => {
    throw new Error("nobody is asked");
  };
  run(world, 5_000);
  expect(world.progress.phase).toBe("completed");
});
