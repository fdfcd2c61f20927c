import { advance, noProgress, type ReleaseEvent, record } from "@crossfade/core";
import { expect, test } from "vitest";
import { shopSpec } from "./shop-spec.ts";

const spec = shopSpec({ bakeMs: 10 });
const after = (...events: readonly ReleaseEvent[]) =>
  events.reduce(
    (progress, event, index) => record(spec, progress, { seq: index + 1, atMs: 0, actor: "engine", event }),
    noProgress,
  );
const begun = (step: string): ReleaseEvent => ({ kind: "begun", step });
const finished = (step: string): ReleaseEvent => ({ kind: "finished", step });
const begins = (progress: typeof noProgress) =>
  advance(spec, progress, 0).events.flatMap((event) => (event.kind === "begun" ? [event.step] : []));

test("the old schema has ended when the migration is applied, not before", () => {
  expect(spec.plan.waits).toContainEqual(
    expect.objectContaining({ before: "end db@0", after: "deploy api@1" }),
  );
  const worker = ["deploy worker@1", "start worker@1", "end worker@0", "gone worker@0"];
  const half = after(
    { kind: "start-asked", atMs: 0 },
    ...worker.flatMap((step) => [begun(step), finished(step)]),
    ...[begun("end db@0"), begun("start db@1"), finished("end db@0")],
  );
  expect(begins(half)).not.toContain("deploy api@1");
  expect(
    begins(
      record(spec, half, { seq: half.seq + 1, atMs: 0, actor: "engine", event: finished("start db@1") }),
    ),
  ).toContain("deploy api@1");
});
