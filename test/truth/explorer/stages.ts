import type { PairRef, System, VerdictTable } from "@crossfade/core";
import { forbiddenIn } from "./schedule.ts";
import { type Forbidden, harmedIn } from "./search.ts";
import { compileWorld, possible, type World } from "./world.ts";

/**
 * The least number of batches (THEORY A.4.3). A release is cut into batches: an ordered partition of its starts, where
 * what one switch starts is one start. A component starts at most one version in a batch. Between two batches we wait until all has ended that can end, every process that
 * can be gone is gone, and everything that can vanish has vanished (so a `gap` opens before its batch). Inside a batch
 * the deploys and starts of the batch and the ends and gones that they make possible come in any order that the channels
 * allow, nothing vanishes, and no order may bring a forbidden pair in touch. Undefined: no such cut exists.
 *
 * Pins nest transitions into each other; with pins there are starts to count, but no batches. Do not ask for them.
 */
export function fewestStages(
  system: System,
  verdicts: VerdictTable,
  except?: readonly PairRef[],
): number | undefined {
  const world = compileWorld(system, verdicts);
  return fewestIn(world, forbiddenIn(world, { avoid: "breaking-and-unknown", ...(except && { except }) }));
}

function fewestIn(world: World, forbidden: Forbidden): number | undefined {
  const starts = [...world.starts.keys()];
  let pending = new Set([rest(world, 0)]);
  for (let count = 0; count <= starts.length; count++) {
    const next = new Set<number>();
    for (const state of pending) {
      if ((state & world.target) === world.target && !harmedIn(forbidden, state)) return count;
      for (const batch of batches(
        world,
        starts.filter((bit) => (state & bit) === 0),
      )) {
        const after = anyOrder(world, forbidden, state, batch);
        if (after !== undefined) next.add(rest(world, after));
      }
    }
    pending = next;
  }
  return undefined;
}

/** Moves that put a version at work. */
function begins(world: World, bit: number): boolean {
  for (const [start, { deploys }] of world.starts) if (((start | deploys) & bit) !== 0) return true;
  return false;
}

/** Lets everything end, go and vanish that can. */
function rest(world: World, state: number): number {
  let now = state;
  for (let before = -1; before !== now; ) {
    before = now;
    for (const move of world.moves) if (!begins(world, move.bit) && possible(move, now)) now |= move.bit;
  }
  return now;
}

/** All orders of one batch: the state after it, or undefined if some order does harm or it cannot be completed. */
function anyOrder(world: World, forbidden: Forbidden, from: number, batch: number): number | undefined {
  let deploys = 0;
  for (const [start, begun] of world.starts) if ((batch & start) !== 0) deploys |= begun.deploys;
  const moves = world.moves.filter(
    ({ bit }) => ((batch | deploys) & bit) !== 0 || (!begins(world, bit) && (world.vanishings & bit) === 0),
  );
  const seen = new Set([from]);
  let last = from;
  for (const state of seen) {
    if (harmedIn(forbidden, state)) return undefined;
    last |= state;
    for (const move of moves) if (possible(move, state)) seen.add(state | move.bit);
  }
  return (last & batch) === batch ? last : undefined;
}

/** All batches of these starts; two starts of one component are never in the same. */
function batches(world: World, bits: readonly number[]): number[] {
  let all = [0];
  for (const bit of bits) {
    const chained = world.starts.get(bit)?.others ?? 0;
    all = [...all, ...all.filter((subset) => (subset & chained) === 0).map((subset) => subset | bit)];
  }
  return all.slice(1);
}
