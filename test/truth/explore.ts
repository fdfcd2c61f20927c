import { planRelease, reversibility } from "@crossfade/core";
import { goingBackFrom, someState } from "./anywhere.ts";
import { WorldTooLarge } from "./explorer/moments.ts";
import { disagreements, type Planner } from "./judge.ts";
import { Dice } from "./worlds/prng.ts";
import { randomWorld } from "./worlds/random.ts";
import { shrink } from "./worlds/shrink.ts";
import { smallWorlds } from "./worlds/small.ts";
import type { World } from "./worlds/story.ts";
import { tell } from "./worlds/tell.ts";
import { threeVersionWorlds } from "./worlds/three-versions.ts";

export const real: Planner = { planRelease, reversibility };

/** How many worlds were walked, and the first failures in words. */
export interface Explored {
  readonly worlds: number;
  readonly failures: readonly string[];
}

const maximumFailures = 5;

/** Judges every `shards`-th of all small worlds. */
export function exploreSmall(shard: number, shards: number, planner = real): Explored {
  const failures: string[] = [];
  let worlds = 0;
  for (const world of smallWorlds(shard, shards)) {
    worlds++;
    const found = disagreements(world, planner);
    if (found.length > 0) failures.push(`${world.name}\n  ${found.join("\n  ")}`);
    if (failures.length >= maximumFailures) break;
  }
  return { worlds, failures };
}

/** Judges all worlds of two components of three versions, and the way back from states inside each plan. */
export function exploreThreeVersions(planner = real): Explored {
  const failures: string[] = [];
  let worlds = 0;
  for (const world of threeVersionWorlds()) {
    const found = judgeDeeply(world, ++worlds, planner);
    if (found.length > 0) failures.push(`${world.name}\n  ${found.join("\n  ")}`);
    if (failures.length >= maximumFailures) break;
  }
  return { worlds, failures };
}

/** Judges the worlds of the seeds in [from, from + count), and the way back from two states inside each plan. */
export function exploreSeeds(from: number, count: number, planner = real): Explored {
  const failures: string[] = [];
  let worlds = 0;
  for (let seed = from; seed < from + count && failures.length < maximumFailures; seed++) {
    const world = randomWorld(seed);
    try {
      const found = judgeDeeply(world, seed, planner);
      worlds++;
      if (found[0] !== undefined) failures.push(report(world, seed, found, planner));
    } catch (error) {
      if (!(error instanceof WorldTooLarge)) throw error;
    }
  }
  return { worlds, failures };
}

/** Judges a world, and what the planner says of the way back from the end and from two states inside its plan. */
export function judgeDeeply(world: World, seed: number, planner: Planner): string[] {
  const found = disagreements(world, planner);
  const planning = planner.planRelease(world.system, world.verdicts);
  if (found.length > 0 || planning.kind === "impossible") return found;
  const { plan } = planning;
  const dice = new Dice(seed);
  return [1, dice.next(), dice.next()].flatMap((share) =>
    goingBackFrom(world, planner, plan, someState(world.system, world.verdicts, plan, dice, share)),
  );
}

/** What went wrong, the smallest world in which it still does, and how to see it again. */
function report(world: World, seed: number, found: readonly string[], planner: Planner): string {
  const like = kindOf(found[0] as string);
  const small = shrink(world, (smaller) =>
    judgeDeeply(smaller, seed, planner).some((what) => kindOf(what) === like),
  );
  const again = judgeDeeply(small, seed, planner);
  return [
    `seed ${seed}: TRUTH_SEED=${seed} npx vitest run --project unit test/truth/planner.test.ts`,
    ...found.slice(0, 4),
    "the smallest world like it:",
    tell(small),
    ...again.slice(0, 4),
  ].join("\n  ");
}

/** The complaint without its names and numbers. */
const kindOf = (complaint: string): string => complaint.replace(/\{.*\}|[^\s:]*[\d@∅]\S*/g, "").slice(0, 60);
