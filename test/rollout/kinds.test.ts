import { describe, expect, test } from "vitest";
import { wayBackOf } from "../../packages/crossfade/src/release/way-back.ts";
import { Story } from "../support/story.ts";
import { diceOf } from "./dice.ts";
import { basisOf, specOfStory } from "./shop-spec.ts";
import { World } from "./world.ts";

const minuteMs = 60_000;

function begun(story: Story): World {
  const world = new World(specOfStory(story, { bakeMs: minuteMs }), diceOf(2), 0);
  world.write({ kind: "start-asked", atMs: 0 }, "lead");
  return world;
}

function run(world: World, until: (world: World) => boolean = () => false): World {
  const isOver = () => ["completed", "aborted"].includes(world.progress.phase);
  for (let look = 0; look < 5_000 && !until(world) && !isOver(); look++) world.look();
  return world;
}

const deeds = (world: World, component: string) =>
  world.done.flatMap((deed) =>
    "component" in deed && deed.component === component ? [`${deed.kind} ${deed.version}`] : [],
  );

describe("what takes the place of the old one", () => {
  test("is applied or set once; nobody is asked to stop the old one", () => {
    const world = run(begun(new Story().part("db", "schema").part("flags", "flags")));
    expect(deeds(world, "db")).toEqual(["activate 1"]);
    expect(deeds(world, "flags")).toEqual(["deploy 1", "activate 1"]);
    expect([...world.serving].sort()).toEqual(["db@1", "flags@1"]);
  });

  test("is set back by an abort while it is under way", () => {
    const world = begun(new Story().part("flags", "flags"));
    run(world, ({ progress }) => "start flags@1" in progress.steps && !("end flags@0" in progress.steps));
    expect(world.progress.steps["start flags@1"]).toBeDefined();
    world.write({ kind: "aborted", why: "a person says so" }, "lead");
    expect(world.progress.undo?.deeds.map(({ deed }) => deed)).toEqual([
      { kind: "activate", component: "flags", version: "0", replaces: "1" },
    ]);
  });
});

test("a migration that was begun is not undone by an abort: nobody here knows its inverse", () => {
  const story = new Story().part("db", "schema").part("rows", "store");
  const world = new World(specOfStory(story, { bakeMs: minuteMs }), () => 0, 0);
  world.write({ kind: "start-asked", atMs: 0 }, "lead");
  world.look();
  expect(Object.keys(world.progress.steps)).toEqual(expect.arrayContaining(["start db@1", "start rows@1"]));
  world.write({ kind: "aborted", why: "a person says so" }, "lead");
  expect(world.progress.undo?.deeds).toEqual([]);
});

test("what was not there before, or is there no more, is nobody's business", () => {
  const story = new Story()
    .part("new", "worker", { versions: ["∅", "1"] })
    .part("gone", "service", { versions: ["0", "∅"] });
  const world = run(begun(story));
  expect(world.progress.phase).toBe("completed");
  expect(world.done.filter((deed) => "version" in deed && deed.version === "∅")).toEqual([]);
  expect([...world.serving]).toEqual(["new@1"]);
});

describe("past the point of no return", () => {
  const wayBack = (story: Story) => {
    const { spec, progress, nowMs } = run(begun(story));
    return wayBackOf({ spec, progress, basis: basisOf(story), live: [], id: "back", by: "lead", nowMs });
  };

  test("what cannot go back is named; the rest can, if somebody answers for it", () => {
    const story = new Story()
      .part("db", "schema", { back: "none" })
      .part("api", "service")
      .link("api -> db", { medium: "schema" })
      .breaks("api@1 -> db@0");
    const { view, draft } = wayBack(story);
    expect(view.kind).toBe("impossible");
    expect(view.impossible[0]).toBe("db cannot go back: nobody knows how to undo it.");
    expect(draft?.spec.plan.to).toMatchObject({ db: "1", api: "0" });
    const back = new World(draft?.spec ?? specOfStory(story, { bakeMs: 0 }), diceOf(2), 0);
    back.write({ kind: "start-asked", atMs: 0 }, "lead");
    run(back);
    expect([...back.serving].sort()).toEqual(["api@0", "db@1"]);
  });

  test("every pair that would break is named, and nothing goes back without somebody's name", () => {
    const story = new Story()
      .part("api", "service")
      .part("rows", "store", { back: "none" })
      .link("api -> rows", { medium: "store", lasts: "for-ever" })
      .part("reader", "service")
      .link("api -> reader", { medium: "store", lasts: "for-ever" })
      .breaks("api@1 -> reader@0");
    const { view, draft } = wayBack(story);
    expect(view.kind).toBe("impossible");
    expect(view.impossible).toContain(
      "what api@1 left in api -> reader for reader@0 breaks, and no order keeps them apart.",
    );
    expect(view.costs).toContain(
      "what api@1 left in api -> reader for reader@0 breaks: it is in contact on the way back.",
    );
    expect(draft?.spec.planHash).toBe(view.planHash);
  });

  test("a schema that stays does not keep the others from going back", () => {
    const story = new Story()
      .part("db", "schema", { back: "stays" })
      .part("api", "service")
      .link("api -> db", { medium: "schema" });
    const { view } = wayBack(story);
    expect(view).toMatchObject({ kind: "free", impossible: [] });
    expect(view.costs).toEqual(["db stays at 1: the versions that return work with it."]);
  });

  test("open pages are a cost of going back", () => {
    const { view } = wayBack(new Story().part("page", "web", { worstWaitMs: 24 * 60 * minuteMs }));
    expect(view.costs).toEqual(["Pages that are open stay on page@1, some for 1 day."]);
  });
});
