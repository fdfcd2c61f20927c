import { advance, type Gate, progressOf, type ReleaseSpec } from "@crossfade/core";
import { describe, expect, test } from "vitest";
import { diceOf } from "./dice.ts";
import { shopBreaks, shopSpec } from "./shop-spec.ts";
import { World } from "./world.ts";

const minuteMs = 60_000;
const specOf = (change: Partial<ReleaseSpec> = {}) => shopSpec({ bakeMs: minuteMs, change });

function run(world: World, looks: number, each: (world: World) => void = () => {}): void {
  for (let look = 0; look < looks && !["completed", "aborted"].includes(world.progress.phase); look++) {
    world.look();
    each(world);
    for (const [one, other] of shopBreaks)
      expect(world.serving.has(one) && world.serving.has(other), `${one} meets ${other}`).toBe(false);
  }
}

const started = (world: World) => {
  world.write({ kind: "start-asked", atMs: 0 }, "release lead");
  return world;
};
const failing: Gate = { name: "errors", result: "fail", reason: "5 % of the requests fail" };

describe("a release that nobody disturbs", () => {
  test.each([0, 0.3])("arrives, whatever is lost on the way (%d)", (failures) => {
    for (let seed = 1; seed <= 40; seed++) {
      const world = started(new World(specOf(), diceOf(seed), failures));
      run(world, 5_000, ({ progress }) => {
        if (progress.hold !== undefined) world.write({ kind: "resumed" }, "release lead");
      });
      expect(world.progress.phase, `seed ${seed}`).toBe("completed");
      expect([...world.serving].sort()).toEqual(["api@1", "db@1", "page@1", "worker@1"]);
    }
  });

  test("moves nobody before it is approved, but deploys and verifies", () => {
    const world = started(new World(specOf({ approvals: [{ role: "product", count: 1 }] }), diceOf(1), 0));
    run(world, 200);
    expect([...world.serving].sort()).toEqual(["api@0", "db@0", "page@0", "worker@0"]);
    expect(world.done.some(({ kind }) => kind === "deploy")).toBe(true);
    const approval = { role: "product", by: "a", planHash: "h", atMs: world.nowMs, expiresMs: 1e15 };
    world.write({ kind: "approved", approval: { ...approval, planHash: "another plan" } }, "a");
    run(world, 50);
    expect(world.serving).not.toContain("api@1");
    world.write({ kind: "approved", approval }, "a");
    run(world, 5_000);
    expect(world.progress.phase).toBe("completed");
  });

  test("waits for its window, and says when that opens", () => {
    const calendar = { windows: [{ fromMs: 10 * minuteMs, toMs: 1e12 }], freezes: [] };
    const world = started(new World(specOf({ calendar }), diceOf(1), 0));
    run(world, 2_000, ({ nowMs, serving }) => {
      if (nowMs < 10 * minuteMs) expect(serving).not.toContain("db@1");
    });
    expect(world.progress.phase).toBe("completed");
  });
});

describe("evidence", () => {
  const upTo = (world: World, id: string) =>
    run(world, 5_000, ({ progress }) => {
      if (progress.steps[id]?.station !== undefined && progress.steps[id]?.doneMs === undefined)
        world.judge = () => [failing];
    });

  test("against the new version takes it back, and only it", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const world = started(new World(specOf(), diceOf(seed), 0.2));
      upTo(world, "end api@0");
      expect(world.progress.phase, `seed ${seed}`).toBe("aborted");
      expect(world.serving, `seed ${seed}`).toContain("api@0");
      expect(world.serving, `seed ${seed}`).not.toContain("api@1");
      expect(world.serving, "what was over stays").toContain("db@1");
    }
  });

  test("that stays inconclusive neither promotes nor takes back: it holds, and resuming gives it its time again", () => {
    const world = started(new World(specOf(), diceOf(3), 0));
    world.judge = () => [{ name: "errors", result: "inconclusive", reason: "no traffic" }];
    run(world, 400);
    expect(world.progress.hold?.why).toContain("no traffic");
    expect(world.progress.phase).toBe("running");
    world.write({ kind: "resumed" }, "release lead");
    world.judge = () => [];
    run(world, 5_000);
    expect(world.progress.phase).toBe("completed");
  });

  test("takes back a release that is on hold, too: an abort is never locked", () => {
    const world = started(new World(specOf(), diceOf(5), 0));
    run(world, 5_000, ({ progress }) => {
      if (progress.steps["end api@0"] !== undefined && progress.hold === undefined) {
        world.write({ kind: "held", why: "lunch" }, "release lead");
        world.judge = () => [failing];
      }
    });
    expect(world.progress.phase).toBe("aborted");
  });
});

test("an abort at any moment leaves nothing half-way, and nothing breaking in contact", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const dice = diceOf(seed);
    const world = started(new World(specOf(), dice, 0.2));
    const atLook = Math.floor(dice() * 120);
    let look = 0;
    run(world, 5_000, ({ progress }) => {
      if (look++ === atLook) world.write({ kind: "aborted", why: "a person says so" }, "release lead");
      if (progress.hold !== undefined) world.write({ kind: "resumed" }, "release lead");
    });
    for (const component of ["api", "page", "worker"])
      expect(
        [0, 1].filter((version) => world.serving.has(`${component}@${version}`)),
        `seed ${seed}: ${component}`,
      ).toHaveLength(1);
  }
});

test("a step that fails too often is a matter for people", () => {
  const world = started(new World(specOf(), diceOf(1), 1));
  run(world, 400);
  expect(world.progress.hold?.why).toMatch(/failed: lost/);
});

test("a manual rung waits for a person, and bad evidence is stronger than the person", () => {
  const world = started(new World(shopSpec({ bakeMs: minuteMs, promotion: "manual" }), diceOf(2), 0));
  run(world, 400);
  expect(world.progress.phase).toBe("running");
  expect(world.progress.hold).toBeUndefined();
  const at = () => world.progress.steps["end api@0"];
  expect(at()).toMatchObject({ station: 0 });
  world.write({ kind: "promotion-asked", step: "end api@0", station: 0 }, "release lead");
  run(world, 20);
  expect(at()?.station).toBeGreaterThan(0);
  world.judge = () => [failing];
  world.write({ kind: "promotion-asked", step: "end api@0", station: at()?.station ?? 0 }, "release lead");
  run(world, 200);
  expect(world.progress.phase).toBe("aborted");
});

test("the journal alone gives the state", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const world = started(new World(specOf(), diceOf(seed), 0.3));
    run(world, 60);
    const journal = JSON.parse(JSON.stringify(world.journal));
    expect(progressOf(world.spec, journal)).toEqual(world.progress);
  }
});

test("news of a station that is past, or of a step that is done, changes nothing", () => {
  const world = started(new World(specOf(), diceOf(4), 0));
  run(world, 5_000, ({ progress, journal }) => {
    const past = journal.find(({ event }) => event.kind === "did")?.event;
    if (past?.kind !== "did" || progress.steps[past.step]?.station === past.station) return;
    const before = world.progress.steps;
    world.write(past);
    world.write({ kind: "failed", step: past.step, station: past.station, why: "late", final: true });
    expect(world.progress.steps).toEqual(before);
  });
  expect(world.progress.phase).toBe("completed");
});

test("asked again later, without news, it still wants what it wanted, under the same ids", () => {
  const world = started(new World(specOf(), diceOf(6), 0.2));
  run(world, 300, ({ spec, progress, nowMs }) => {
    const wanted = (atMs: number) => advance(spec, progress, atMs).effects.map(({ id }) => id);
    expect(new Set(wanted(nowMs)).size).toBe(wanted(nowMs).length);
    if (advance(spec, progress, nowMs + 1).events.length === 0)
      expect(wanted(nowMs + 1)).toEqual(expect.arrayContaining(wanted(nowMs)));
  });
});
