import { progressOf } from "@crossfade/core";
import { expect } from "vitest";
import { shopSpec } from "../rollout/shop-spec.ts";
import type { Ended } from "./campaign.ts";

/** Every release has arrived, in order, nothing was lost, nothing that must not meet has met, and no latecomer was heard. */
export function expectOrder({ target, releases }: Ended): void {
  expect(target.wrong).toEqual([]);
  for (const { id, progress, journal } of releases) {
    expect(progress?.phase, id).toBe("completed");
    expect(target.serving(id), id).toEqual(["api@1", "db@1", "page@1", "worker@1"]);
    expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_, index) => index + 1));
    const spec = shopSpec({ id, bakeMs: 20 });
    expect(progressOf(spec, journal), `${id}: the row is what the journal says`).toEqual(progress);
    const finished = journal.flatMap(({ event }) => (event.kind === "finished" ? [event.step] : []));
    expect(new Set(finished).size, `${id}: each step is done once`).toBe(finished.length);
    for (const { before, after, kind } of spec.plan.waits)
      if (kind === "live" || kind === "gone")
        expect(finished.indexOf(before), `${id}: ${before} before ${after}`).toBeLessThan(
          finished.indexOf(after),
        );
    const fences = target.done(id).map(({ fence }) => fence);
    expect(fences, `${id}: whoever came later had the newer fence`).toEqual(fences.toSorted((a, b) => a - b));
  }
}

export function expectBlowCount({ blows }: Ended, count: number): void {
  expect([...blows.values()].reduce((sum, each) => sum + each, 0)).toBe(count);
}

/** Both blows have met each kind of deed. */
export function expectBlowsOfEachKind({ blows, target }: Ended): void {
  for (const kind of target.perKind.keys())
    for (const signal of ["SIGKILL", "SIGSTOP"])
      expect(blows.get(`${signal} ${kind}`) ?? 0, `${signal} ${kind}`).toBeGreaterThan(0);
}
