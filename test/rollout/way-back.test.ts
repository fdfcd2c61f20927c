import { progressOf, type ReleaseEvent } from "@crossfade/core";
import { expect, test } from "vitest";
import { wayBackOf } from "../../packages/crossfade/src/release/way-back.ts";
import { diceOf } from "./dice.ts";
import { shopBasis, shopBreaks, shopSpec } from "./shop-spec.ts";
import { World } from "./world.ts";

const minuteMs = 60_000;
/** Messages of the api wait in their queue for so long. */
const queueMs = 30 * minuteMs;
const old = ["api@0", "db@0", "page@0", "worker@0"];

/** Watches over a world: nothing that breaks serves together, and no old worker gets a new message. */
class Watch {
  readonly #dice = diceOf(7);
  #lastSentMs = Number.NEGATIVE_INFINITY;

  look(world: World, seed: number): void {
    world.isEmpty = () => world.nowMs - this.#lastSentMs >= queueMs;
    if (this.#dice() < 0.04) world.forget();
    world.look();
    if (world.progress.hold !== undefined) world.write({ kind: "resumed" }, "release lead");
    for (const [one, other] of shopBreaks)
      expect(world.serving.has(one) && world.serving.has(other), `seed ${seed}: ${one} meets ${other}`).toBe(
        false,
      );
    if (world.serving.has("api@1")) this.#lastSentMs = world.nowMs;
    const isLeft = world.nowMs - this.#lastSentMs < queueMs;
    expect(world.serving.has("worker@0") && isLeft, `seed ${seed}: a message waits for worker@0`).toBe(false);
  }
}

const isOver = ({ progress }: World) => progress.phase === "completed" || progress.phase === "aborted";
const begun = (seed: number) => {
  const world = new World(
    shopSpec({ bakeMs: minuteMs, settings: { retainMs: minuteMs } }),
    diceOf(seed),
    0.2,
  );
  world.write({ kind: "start-asked", atMs: 0 }, "release lead");
  return world;
};
const wayBackFrom = ({ spec, progress, nowMs }: World) =>
  wayBackOf({ spec, progress, basis: shopBasis(), live: [], id: "back", by: "release lead", nowMs });

test("killed between any two steps, a release that was stopped anywhere goes back, and nothing breaks on the way", () => {
  let way = { complete: 0, halfWay: 0, nothing: 0 };
  for (let seed = 1; seed <= 12; seed++) {
    const dice = diceOf(1_000 + seed);
    const world = begun(seed);
    const watch = new Watch();
    // Right at the start, not at all, or on the way.
    const stopAt = [0, Number.POSITIVE_INFINITY, Math.floor(dice() * 300)][seed % 3];
    for (let look = 0; look < 5_000 && !isOver(world); look++) {
      if (look === stopAt) world.write({ kind: "aborted", why: "a person says so" }, "release lead");
      watch.look(world, seed);
    }
    const { draft, view } = wayBackFrom(world);
    expect(view.impossible, `seed ${seed}`).toEqual([]);
    if (draft === undefined) way = { ...way, nothing: way.nothing + 1 };
    else if (world.progress.phase === "completed") way = { ...way, complete: way.complete + 1 };
    else way = { ...way, halfWay: way.halfWay + 1 };
    const back = draft === undefined ? world : world.handOver(draft.spec);
    if (draft !== undefined) back.write({ kind: "start-asked", atMs: 0 }, "release lead");
    for (let look = 0; look < 5_000 && !isOver(back); look++) watch.look(back, seed);
    expect([...back.serving].sort(), `seed ${seed}`).toEqual(old);
  }
  for (const count of Object.values(way)) expect(count).toBeGreaterThan(2);
});

test("the way back says its order, and what it waits for", () => {
  const world = begun(1);
  const watch = new Watch();
  while (!isOver(world)) watch.look(world, 1);
  const { view, draft } = wayBackFrom(world);
  expect(draft?.spec.settings).toMatchObject({ retainMs: 0, maxAttempts: world.spec.settings.maxAttempts });
  expect(view.kind).toBe("costs");
  expect(view.planHash).toBe(draft?.spec.planHash);
  const at = (step: string) => view.order.findIndex((each) => each.step === step);
  expect(at("end page@1")).toBeLessThan(at("start api@0"));
  expect(at("end api@1")).toBeLessThan(at("start db@0"));
  expect(view.order.find(({ step }) => step === "deploy worker@0")?.waits).toEqual([
    "until nothing of api@1 is left in api -> worker, at most 1 day",
  ]);
  expect(view.costs).toContain(
    "worker@0 comes back only when it can: it waits until nothing of api@1 is left in api -> worker, at most 1 day.",
  );
  expect(draft?.spec).toMatchObject({
    takesBack: "r1",
    approvals: [],
    checklist: [],
    environment: "production",
  });
});

test("what is being deployed when a release is stopped may run already: it goes before the schema does", () => {
  const spec = shopSpec({ bakeMs: minuteMs });
  const done = [
    "end db@0",
    "start db@1",
    "deploy worker@1",
    "start worker@1",
    "end worker@0",
    "gone worker@0",
  ];
  const events: readonly ReleaseEvent[] = [
    { kind: "start-asked", atMs: 0 },
    ...done.flatMap((step): ReleaseEvent[] => [
      { kind: "begun", step },
      { kind: "finished", step },
    ]),
    { kind: "begun", step: "deploy api@1" },
    { kind: "aborted", why: "a person says so" },
    { kind: "ended", how: "aborted" },
  ];
  const journal = events.map((event, index) => ({ seq: index + 1, atMs: 0, actor: "engine", event }));
  const { draft } = wayBackOf({
    spec,
    progress: progressOf(spec, journal),
    basis: shopBasis(),
    live: [],
    id: "back",
    by: "release lead",
    nowMs: 0,
  });
  expect(draft?.spec.plan.waits).toContainEqual(
    expect.objectContaining({ before: "gone api@1", after: "start db@0" }),
  );
});
