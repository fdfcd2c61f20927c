import type { ChecklistRule, JournalEntry, ReleaseProgress, ReleaseSpec } from "@crossfade/core";
import { wayBackOf } from "../../packages/crossfade/src/release/way-back.ts";
import { diceOf } from "../rollout/dice.ts";
import { shopBasis, shopSpec } from "../rollout/shop-spec.ts";
import { World } from "../rollout/world.ts";

/** A release as some build of Crossfade wrote it: kept for good, and read by every later build. */
export interface RecordedJournal {
  readonly spec: ReleaseSpec;
  readonly journal: readonly JournalEntry[];
  /** What that build made of it. */
  readonly progress: ReleaseProgress;
}

const minuteMs = 60_000;
const checklist: ChecklistRule[] = [{ id: "told", text: "Support has been told.", kind: "human" }];

/** Stories that use every kind of event; told once for each schema, and recorded. */
export const stories: Readonly<Record<string, () => RecordedJournal>> = {
  completed: () => {
    const world = begun();
    run(world, () => false);
    return recorded(world);
  },
  "half-way": () => {
    const world = begun();
    run(world, ({ progress }) => (progress.steps["end api@0"]?.station ?? 0) >= 2);
    world.write({ kind: "held", why: "lunch" }, "lead");
    return recorded(world);
  },
  aborted: () => {
    const world = begun();
    run(world, ({ progress }) => progress.steps["end api@0"] !== undefined);
    world.write({ kind: "aborted", why: "a person says so" }, "lead");
    world.write({ kind: "undo-failed", deed: 0, why: "the router does not answer" });
    run(world, () => false);
    return recorded(world);
  },
  /** Users are on a rung when a freeze is announced. */
  frozen: () => {
    const world = begun();
    run(world, ({ progress }) => (progress.steps["end api@0"]?.station ?? 0) >= 1);
    const freezes = [{ fromMs: world.nowMs, toMs: world.nowMs + 10 * minuteMs, why: "the campaign" }];
    world.write({ kind: "calendar-changed", calendar: { freezes } }, "crossfade.yaml");
    for (let look = 0; look < 20; look++) world.look();
    return recorded(world);
  },
  "taken-back": () => recorded(takenBack()),
};

/** A completed release goes back: its queue is measured before the old worker returns. */
function takenBack(): World {
  const world = begun();
  run(world, () => false);
  const { spec, progress, nowMs } = world;
  const way = wayBackOf({ spec, progress, basis: shopBasis(), live: [], id: "back", by: "lead", nowMs });
  if (way.draft === undefined) throw new Error("nothing leads back");
  const back = world.handOver(way.draft.spec);
  back.write({ kind: "start-asked", atMs: nowMs }, "lead");
  run(back, () => false);
  return back;
}

/** Whatever a person can say to a release, said once. */
function begun(): World {
  const spec = shopSpec({
    bakeMs: minuteMs,
    settings: { retainMs: 30 * minuteMs, maxAttempts: 3 },
    change: {
      approvals: [{ role: "product", count: 1 }],
      checklist,
      createdBy: "ada",
      contacts: ["ada: +1 555 0100"],
      digests: { "api@1": "d1" },
    },
  });
  const world = new World(spec, diceOf(11), 0.2);
  world.write({ kind: "approval-denied", role: "product", why: "not before lunch" }, "bo");
  world.write({ kind: "resumed" }, "lead");
  const approval = { role: "product", by: "bo", planHash: spec.planHash, atMs: 0, expiresMs: 1e15 };
  world.write({ kind: "approved", approval }, "bo");
  world.write({ kind: "answered", item: "told", answer: "yes", note: "in the channel" }, "cy");
  world.write({ kind: "start-asked", atMs: 0 }, "lead");
  world.write({ kind: "let-go", step: "gone db@0" }, "lead");
  return world;
}

/** People help: they resume what is held, set a weight once, promote one rung and answer for another. */
function run(world: World, until: (world: World) => boolean): void {
  let isTakenOver = false;
  for (let look = 0; look < 5_000 && !until(world); look++) {
    const { progress } = world;
    if (progress.phase === "completed" || progress.phase === "aborted") return;
    const [active] = Object.entries(progress.steps).filter(([, { doneMs }]) => doneMs === undefined);
    if (look < 10 && active !== undefined)
      world.write({
        kind: "pending",
        step: active[0],
        station: active[1].station,
        why: "CI has not said so.",
      });
    if (progress.hold !== undefined) world.write({ kind: "resumed" }, "lead");
    const api = progress.steps["end api@0"];
    if (api?.station === 0 && api.override === undefined)
      world.write({ kind: "overridden", step: "end api@0", station: 0, why: "it is night" }, "lead");
    if (api?.station === 2 && api.promotedBy === undefined && api.doneMs === undefined)
      world.write({ kind: "promotion-asked", step: "end api@0", station: 2 }, "lead");
    if (!isTakenOver && progress.steps["end page@0"] !== undefined) {
      isTakenOver = true;
      world.write({ kind: "taken-over", component: "page", weights: { "1": 800, "0": 9_200 } }, "ops");
    }
    world.look();
  }
}

function recorded({ spec, journal, progress }: World): RecordedJournal {
  return { spec, journal, progress };
}
