import { expect, test } from "vitest";
import { randomWorld } from "../worlds/random.ts";
import { WorldTooLarge } from "./moments.ts";
import { leap, walk } from "./plan-run.ts";
import { scheduleIn } from "./schedule.ts";
import { compileWorld, type World } from "./world.ts";

function* freeWorlds(count: number): Generator<World> {
  for (let seed = 0; seed < count; seed++) {
    const { system, verdicts } = randomWorld(seed);
    try {
      yield compileWorld(system, verdicts);
    } catch (error) {
      if (!(error instanceof WorldTooLarge)) throw error;
    }
  }
}

test("making harmless moves at once finds a schedule exactly where the whole search does", () => {
  let compared = 0;
  for (const world of freeWorlds(600)) {
    if (world.moves.length > 14) continue;
    for (const avoid of ["breaking", "breaking-and-unknown"] as const)
      expect(scheduleIn(world, { avoid }, true)).toBe(scheduleIn(world, { avoid }, false));
    compared++;
  }
  expect(compared).toBeGreaterThan(200);
});

test("the least state with what a pair needs shows its contact exactly where walking all states does", () => {
  let compared = 0;
  for (const { moves, touches } of freeWorlds(600)) {
    const world = { moves, touches, laws: [], gaps: [] };
    const walked = walk(world, 5_000);
    if (!walked) continue;
    const leapt = leap(world);
    expect(leapt.breaking === undefined).toBe(walked.breaking === undefined);
    if (!walked.breaking) expect(leapt.unknowns.length).toBe(walked.unknowns.length);
    compared++;
  }
  expect(compared).toBeGreaterThan(200);
});
