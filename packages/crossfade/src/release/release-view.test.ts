import type { ReleaseSpec } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { diceOf } from "../../../../test/rollout/dice.ts";
import { shopSpec } from "../../../../test/rollout/shop-spec.ts";
import { World } from "../../../../test/rollout/world.ts";
import { checklistRules } from "./checklist-rules.ts";
import { releaseView } from "./release-view.ts";

const minuteMs = 60_000;
const viewOf = ({ spec, progress, nowMs }: World) => releaseView({ spec, progress, nowMs, createdMs: 0 });
const worldOf = (change: Partial<ReleaseSpec> = {}) =>
  new World(shopSpec({ bakeMs: minuteMs, change }), diceOf(1), 0);
const started = (change: Partial<ReleaseSpec> = {}) => {
  const world = worldOf(change);
  world.write({ kind: "start-asked", atMs: 0 }, "lead");
  return world;
};

function run(world: World, until: (world: World) => boolean = () => false): World {
  for (let look = 0; look < 5_000 && !until(world) && world.progress.phase === "running"; look++)
    world.look();
  return world;
}

const step = (world: World, id: string) =>
  viewOf(world)
    .stages.flat()
    .find((each) => each.id === id);
const commands = (world: World) => viewOf(world).next.map(({ command }) => command);

describe("a release that nobody has started", () => {
  test("says whose yes is missing, what to type for it, and that it can be taken back", () => {
    const world = worldOf({ approvals: [{ role: "product", count: 2 }] });
    expect(viewOf(world)).toMatchObject({
      phase: "draft",
      approvals: { missing: [{ role: "product", missing: 2 }] },
    });
    expect(commands(world)).toEqual([
      "crossfade release approve r1 --role product",
      "crossfade release start r1",
      "crossfade release abort r1",
    ]);
  });
});

describe("a step", () => {
  test("that waits its turn says for what", () => {
    const world = started();
    run(world, ({ progress }) => progress.steps["end api@0"] !== undefined);
    expect(step(world, "deploy page@1")).toMatchObject({
      state: "waiting",
      now: "Waits until api@0 has no users any more.",
    });
  });

  test("that may not move users says why, and until when", () => {
    const calendar = { windows: [{ fromMs: 90 * minuteMs, toMs: 1e12 }], freezes: [] };
    const approvals = [{ role: "product", count: 1 }];
    const world = started({ calendar, approvals });
    for (let look = 0; look < 3; look++) world.look();
    world.nowMs = 0;
    expect(step(world, "start db@1")?.now).toBe(
      "It waits for the approval of product. Users are not moved now: no release window is open, until 1970-01-01 01:30 UTC.",
    );
  });

  test("that its own maker has approved says that this does not count", () => {
    const world = started({ createdBy: "ada", approvals: [{ role: "product", count: 1 }] });
    const approval = { role: "product", by: "ada", planHash: "h", atMs: 0, expiresMs: 1e15 };
    world.write({ kind: "approved", approval }, "ada");
    for (let look = 0; look < 3; look++) world.look();
    expect(step(world, "start db@1")?.now).toBe(
      "It waits for the approval of product. The yes of ada, who made it, does not count.",
    );
  });

  test("whose deployer waits for somebody says for what", () => {
    const nothingHappens = () => 0;
    const world = new World(shopSpec({ bakeMs: minuteMs }), nothingHappens, 0);
    world.write({ kind: "start-asked", atMs: 0 }, "lead");
    world.look();
    const why = "It waits for `crossfade deployed worker@1`.";
    world.write({ kind: "pending", step: "deploy worker@1", station: 0, why });
    expect(step(world, "deploy worker@1")?.now).toBe(why);
  });

  test("with users on a rung says how many, for how long, and what the gates say", () => {
    const world = started();
    world.judge = () => [{ name: "errors", result: "wait", reason: "12 of 300 requests" }];
    run(world, ({ progress }) => progress.steps["end api@0"]?.judged !== undefined);
    expect(step(world, "end api@0")?.rung).toMatchObject({
      weight: 500,
      promotion: "automatic",
      gates: [{ name: "errors", result: "wait" }],
    });
    expect(step(world, "end api@0")?.now).toMatch(/^Users are on it for \d+ seconds more\.$/);
  });

  test("shows the weight that a person has set", () => {
    const world = run(started(), ({ progress }) => progress.steps["end api@0"] !== undefined);
    world.write({ kind: "taken-over", component: "api", weights: { "1": 4_000, "0": 6_000 } }, "ops");
    expect(step(world, "end api@0")).toMatchObject({
      rung: { weight: 4_000 },
      now: expect.stringContaining("It is on hold: Somebody set other weights of api; they count."),
    });
    expect(commands(world)[0]).toBe("crossfade release resume r1");
  });

  test("that is kept for a way back says until when", () => {
    const settings = { ...worldOf().spec.settings, retainMs: 60 * minuteMs };
    const world = run(
      started({ settings }),
      ({ progress }) => progress.steps["end api@0"]?.doneMs !== undefined,
    );
    expect(step(world, "gone api@0")?.now).toMatch(
      /^Stays until 1970-01-01 \d\d:\d\d UTC, so that one can go back/,
    );
    expect(commands(world)).toContain("crossfade release let-go r1");
    for (const { id, kind } of world.spec.plan.steps)
      if (kind === "gone") world.write({ kind: "let-go", step: id }, "ops");
    expect(commands(world)).not.toContain("crossfade release let-go r1");
  });
});

describe("both ways back", () => {
  test("are told while users are moved", () => {
    const world = run(started(), ({ progress }) => progress.steps["end api@0"] !== undefined);
    expect(viewOf(world).wayBack.abort).toBe("Free, at once: users are back on api@0.");
    expect(commands(world)).toContain("crossfade release abort r1");
  });

  test("of a release that is complete are one: going back, at a price where something is left", () => {
    const world = run(started());
    const { wayBack } = viewOf(world);
    expect(wayBack).toMatchObject({ abort: "Nothing is under way.", now: "costs" });
    expect(wayBack.rollback).toContain("crossfade release rollback r1 --dry-run");
    expect(commands(world)).toEqual(["crossfade release rollback r1 --dry-run"]);
  });

  test("past the point of no return say since when", () => {
    const { plan } = worldOf().spec;
    const changed = {
      ...plan,
      wayBack: { ...plan.wayBack, "start db@1": "impossible" as const },
      pointOfNoReturn: ["start db@1"],
    };
    const world = run(
      started({ plan: changed }),
      ({ progress }) => progress.steps["start db@1"]?.doneMs !== undefined,
    );
    expect(viewOf(world).wayBack).toMatchObject({
      now: "impossible",
      rollback: "Nothing leads back any more, since start db@1.",
    });
  });
});

describe("the checklist", () => {
  const checklist = checklistRules({ approvals: [{ role: "product", count: 1 }] });
  const items = (world: World) =>
    Object.fromEntries(viewOf(world).checklist.map(({ id, state }) => [id, state]));

  test("begins open where nothing has been seen, and says what is known already", () => {
    expect(items(worldOf({ checklist, approvals: [{ role: "product", count: 1 }] }))).toEqual({
      "cf-healthy": "open",
      "cf-evidence": "open",
      "cf-way-back": "open",
      "cf-off-switch": "open",
      "cf-users": "yes",
      "cf-window": "yes",
      "cf-contacts": "no",
      "cf-product": "open",
      told: "open",
    });
  });

  test("is answered with what was seen and by whom", () => {
    const world = started({ checklist, contacts: ["ada: +1 555 0100"] });
    world.write({ kind: "answered", item: "told", answer: "yes", note: "in the channel" }, "bo");
    run(world);
    expect(items(world)).toMatchObject({ "cf-healthy": "yes", "cf-evidence": "yes", told: "yes" });
    const because = Object.fromEntries(viewOf(world).checklist.map((item) => [item.id, item.because]));
    expect(because.told).toBe("bo, 1970-01-01 00:00 UTC: in the channel");
    expect(because["cf-users"]).toContain("api: 1 internal, 5 %, 25 %, 100 %");
    expect(because["cf-contacts"]).toBe("ada: +1 555 0100");
  });

  test("says no where a gate speaks against the new version", () => {
    const world = started({ checklist: checklist.filter(({ kind }) => kind === "automatic") });
    run(world, ({ progress }) => progress.steps["end api@0"] !== undefined);
    const failing = { name: "errors", result: "fail" as const, reason: "5 % of the requests fail" };
    world.write({ kind: "judged", step: "end api@0", station: 0, gates: [failing] });
    expect(viewOf(world).checklist.find(({ id }) => id === "cf-evidence")).toMatchObject({
      state: "no",
      because: "errors: 5 % of the requests fail",
    });
  });
});

test("an abort says what it takes back, and how far it is", () => {
  const world = run(started(), ({ progress }) => progress.steps["end api@0"] !== undefined);
  world.write({ kind: "aborted", why: "errors" }, "engine");
  world.write({ kind: "undid", deed: 0 });
  expect(viewOf(world).undo).toMatchObject({ why: "errors", done: 1 });
  expect(viewOf(world).undo?.deeds[0]).toBe("every user is back on api@0");
});
