import type { PairRef, Plan, System, VerdictTable } from "@crossfade/core";
import { inTouch, type Touch } from "./contact.ts";
import type { Move } from "./moments.ts";
import { compilePlan, type PlanWorld } from "./plan-world.ts";
import { possible } from "./world.ts";

/** What can happen while a plan is obeyed, and nothing but the plan. */
export interface PlanRun {
  /** A shortest run that brings a breaking pair in touch which was not from the beginning. */
  readonly breaking?: { readonly pair: PairRef; readonly moves: readonly string[] };
  /** Unknown pairs that some run brings in touch. */
  readonly unknowns: readonly PairRef[];
  /** Steps that no run can make: they wait for each other, or for what never happens. */
  readonly stuck: readonly string[];
  /** What a channel, a group or a pin demands and the plan does not say. */
  readonly unphysical: readonly string[];
  readonly states: number;
}

/** Above it, runs are not walked one by one: see `leastState`. */
const maximumStates = 20_000;

export function breaksUnderPlan(system: System, verdicts: VerdictTable, plan: Plan): PlanRun {
  const world = compilePlan(system, verdicts, plan);
  const walked = walk(world, maximumStates) ?? leap(world);
  const done = exhaust(world.moves);
  const stuck = world.moves.filter(({ bit }) => (done & bit) === 0).map(({ label }) => label);
  const unphysical = [...world.gaps, ...lawless(world)];
  return { ...walked, stuck, unphysical };
}

/**
 * Walks every state breadth-first. A move that neither begins nor ends any contact is made at once: it only enables.
 */
export function walk(
  world: PlanWorld,
  limit: number,
): Pick<PlanRun, "breaking" | "unknowns" | "states"> | undefined {
  let relevant = 0;
  for (const { need, not } of world.touches) relevant |= need | not;
  const unknowns = new Map<string, Touch>();
  const states: number[] = [0];
  const parents: number[] = [-1];
  const seen = new Set(states);
  for (let at = 0; at < states.length; at++) {
    if (states.length > limit) return undefined;
    const state = states[at] as number;
    for (const touch of world.touches)
      if (inTouch(touch, state)) {
        if (touch.verdict === "unknown") unknowns.set(touch.key, touch);
        else return { ...tell(world, touch, at, states, parents), states: states.length };
      }
    const idle = world.moves.find((move) => (move.bit & relevant) === 0 && possible(move, state));
    for (const move of idle ? [idle] : world.moves) {
      const next = state | move.bit;
      if (!possible(move, state) || seen.has(next)) continue;
      seen.add(next);
      states.push(next);
      parents.push(at);
    }
  }
  return { unknowns: [...unknowns.values()].map(({ pair }) => pair), states: states.length };
}

function tell(
  world: PlanWorld,
  touch: Touch,
  found: number,
  states: readonly number[],
  parents: readonly number[],
) {
  const moves: string[] = [];
  for (let at = found; at > 0; at = parents[at] as number) {
    const made = (states[at] as number) & ~(states[parents[at] as number] as number);
    moves.unshift(world.moves.find(({ bit }) => bit === made)?.label ?? "?");
  }
  return { breaking: { pair: touch.pair, moves }, unknowns: [] };
}

/** For large worlds: a pair can be in touch exactly if it is in the least state with all that it needs. */
export function leap(world: PlanWorld): Pick<PlanRun, "breaking" | "unknowns" | "states"> {
  const unknowns = new Map<string, PairRef>();
  for (const touch of world.touches) {
    const state = leastState(world.moves, touch.need);
    if (state === undefined || !inTouch(touch, state)) continue;
    if (touch.verdict === "unknown") unknowns.set(touch.key, touch.pair);
    else
      return { breaking: { pair: touch.pair, moves: labels(world.moves, state) }, unknowns: [], states: 0 };
  }
  return { unknowns: [...unknowns.values()], states: 0 };
}

/**
 * The least reachable state that holds `wanted`, or undefined if none does. Moves need other moves and forbid none, so
 * the reachable states that hold it have a least one: what it needs, and what that needs.
 */
function leastState(moves: readonly Move[], wanted: number): number | undefined {
  let state = wanted;
  for (let before = -1; before !== state; ) {
    before = state;
    for (const { bit, need } of moves) if ((state & bit) !== 0) state |= need;
  }
  return exhaust(moves.filter(({ bit }) => (state & bit) !== 0)) === state ? state : undefined;
}

/** All that can be done. */
function exhaust(moves: readonly Move[]): number {
  let state = 0;
  for (let before = -1; before !== state; ) {
    before = state;
    for (const move of moves) if (possible(move, state)) state |= move.bit;
  }
  return state;
}

const labels = (moves: readonly Move[], state: number): string[] =>
  moves.filter(({ bit }) => (state & bit) !== 0).map(({ label }) => label);

/** Laws that some run breaks: the least state in which the move can be made lacks what physics wants before it. */
function lawless(world: PlanWorld): string[] {
  return world.laws.flatMap(({ bit, need, label }) => {
    const least = leastState(world.moves, bit);
    return least === undefined || (least & ~bit & need) === need ? [] : [label];
  });
}
