import { describe, expect, test } from "vitest";
import { diceOf } from "../../../../test/rollout/dice.ts";
import { specOfStory } from "../../../../test/rollout/shop-spec.ts";
import { World } from "../../../../test/rollout/world.ts";
import { Story } from "../../../../test/support/story.ts";
import type { ComponentTransition, ReleaseSpec } from "./release-spec.ts";
import { type Deed, stationsOf } from "./station.ts";

function specOf(story: Story, component: string, change: Partial<ComponentTransition>): ReleaseSpec {
  const spec = specOfStory(story, { bakeMs: 60_000 });
  const transition = spec.transitions[component];
  if (transition === undefined) throw new TypeError(`${component} moves`);
  return { ...spec, transitions: { ...spec.transitions, [component]: { ...transition, ...change } } };
}

const ladder = (...counts: readonly number[]): Partial<ComponentTransition> => ({
  strategy: {
    rungs: counts.map((count) => ({
      weight: count * 2_500,
      consumers: { count, of: 4 },
      bakeMs: 60_000,
      timeoutMs: 60_000,
      promotion: "automatic",
    })),
  },
});
const worker = () => specOf(new Story().part("worker", "worker"), "worker", ladder(1, 2, 4));

function told(deed: Deed): string {
  const consumers =
    "consumers" in deed && deed.consumers ? ` ${deed.consumers.count}/${deed.consumers.of}` : "";
  return "version" in deed ? `${deed.kind} ${deed.version}${consumers}` : deed.kind;
}

function stations(spec: ReleaseSpec, id: string): readonly string[] {
  const step = spec.plan.steps.find((each) => each.id === id);
  if (step === undefined) throw new TypeError(`no step ${id}`);
  return stationsOf(spec, step).map((each) => (each.kind === "bake" ? "bake" : told(each.deed)));
}

function begun(spec: ReleaseSpec): World {
  const world = new World(spec, diceOf(2), 0);
  world.write({ kind: "start-asked", atMs: 0 }, "lead");
  return world;
}

function run(world: World, until: (world: World) => boolean = () => false): World {
  const isOver = () => ["completed", "aborted"].includes(world.progress.phase);
  for (let look = 0; look < 2_000 && !until(world) && !isOver(); look++) world.look();
  return world;
}

describe("a worker with rungs", () => {
  test("climbs consumer by consumer, and those of both versions are as many as there were", () => {
    const spec = worker();
    expect(stations(spec, "start worker@1")).toEqual(["verify 1", "activate 1 1/4", "deactivate 0 3/4"]);
    expect(stations(spec, "end worker@0")).toEqual([
      "bake",
      "activate 1 2/4",
      "deactivate 0 2/4",
      "bake",
      "activate 1 4/4",
      "deactivate 0 0/4",
      "bake",
      "deactivate 0",
    ]);
    const world = run(begun(spec));
    expect(world.progress.phase).toBe("completed");
    expect(world.done.filter(({ kind }) => kind === "activate").map(told)).toEqual([
      "activate 1 1/4",
      "activate 1 2/4",
      "activate 1 4/4",
    ]);
  });

  test("is taken back to all consumers of the old version", () => {
    const world = run(begun(worker()), ({ progress }) => (progress.steps["end worker@0"]?.station ?? 0) > 2);
    world.write({ kind: "aborted", why: "a person says so" }, "lead");
    expect(world.progress.undo?.deeds.map(({ deed }) => told(deed))).toEqual([
      "deactivate 1",
      "activate 0 4/4",
    ]);
  });

  test("stays on its rung while its evidence is against it", () => {
    const world = begun(worker());
    world.judge = () => [{ name: "checkout", result: "fail", reason: "500" }];
    run(world);
    expect(world.progress.phase).toBe("aborted");
    expect(world.done.filter(({ kind }) => kind === "activate").map(told)).toEqual([
      "activate 1 1/4",
      "activate 0 4/4",
    ]);
  });

  test("of which there was no version before is started as a whole", () => {
    const spec = specOf(
      new Story().part("worker", "worker", { versions: ["∅", "1"] }),
      "worker",
      ladder(1, 4),
    );
    expect(stations(spec, "start worker@1")).toEqual(["verify 1", "activate 1"]);
  });

  test("without counts is moved as a whole, as before there were any", () => {
    const spec = specOfStory(new Story().part("worker", "worker"), { bakeMs: 60_000 });
    expect(stations(spec, "start worker@1")).toEqual(["verify 1", "activate 1"]);
    expect(stations(spec, "end worker@0")).toEqual(["deactivate 0"]);
  });
});

test("a job runs once before its schedule is its own; a run that fails keeps it where it is", () => {
  const spec = specOf(new Story().part("nightly", "job"), "nightly", { runsFirst: true });
  expect(stations(spec, "start nightly@1")).toEqual(["verify 1", "run 1", "activate 1"]);
  const world = begun(spec);
  run(world, ({ progress }) => progress.steps["start nightly@1"]?.station === 1);
  world.write({ kind: "failed", step: "start nightly@1", station: 1, why: "exit 1", final: true });
  world.look();
  expect(world.progress.hold?.why).toContain("exit 1");
  expect([...world.serving]).toEqual(["nightly@0"]);
});

test("files of both versions are kept: the new ones are looked at first, and an abort takes away none", () => {
  const story = new Story().part("cdn", "assets");
  const plain = specOfStory(story, { bakeMs: 0 });
  const checks = { ...plain.transitions.cdn?.checks, assets: {} } as ComponentTransition["checks"];
  const spec = specOf(story, "cdn", { checks });
  expect(stations(spec, "start cdn@1")).toEqual(["verify 1", "activate 1"]);
  expect(stations(spec, "end cdn@0")).toEqual(["deactivate 0"]);
  const world = run(begun(spec), ({ progress }) => progress.steps["start cdn@1"] !== undefined);
  world.write({ kind: "aborted", why: "a person says so" }, "lead");
  expect(world.progress.undo?.deeds.map(({ deed }) => deed)).toEqual([
    { kind: "activate", component: "cdn", version: "0", replaces: "1" },
  ]);
  // Releases that were recorded before name the new set at once, and go on so.
  expect(stations(plain, "start cdn@1")).toEqual(["activate 1"]);
  expect(stations(plain, "end cdn@0")).toEqual([]);
});
