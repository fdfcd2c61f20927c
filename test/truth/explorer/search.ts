import { inTouch } from "./contact.ts";
import type { Move } from "./moments.ts";
import { possible } from "./world.ts";

/** What must not be in touch, as masks of a world. */
export type Forbidden = readonly { readonly need: number; readonly not: number }[];

export const harmedIn = (forbidden: Forbidden, state: number): boolean => {
  for (const touch of forbidden) if (inTouch(touch, state)) return true;
  return false;
};

/**
 * Is there a way from `from` to a state with all of `target`, through states without forbidden contact?
 *
 * A move that no contact needs can only end contacts, and no move forbids another; so making it at once loses nothing.
 * `eager: false` searches without this shortcut (a test compares both). Moves of third parties happen at any time: a
 * state is good only if each of them leads to a good state, and we never make them ourselves; but they will happen.
 */
export function reaches(
  moves: readonly Move[],
  forbidden: Forbidden,
  target: number,
  { from = 0, eager = true }: { from?: number; eager?: boolean } = {},
): boolean {
  let harmful = eager ? 0 : -1;
  if (eager) for (const { need } of forbidden) harmful |= need;
  const known = new Map<number, boolean>();
  const good = (state: number): boolean => {
    const before = known.get(state);
    if (before !== undefined) return before;
    known.set(state, false);
    const answer = judge(state);
    if (answer) known.set(state, true);
    return answer;
  };
  const judge = (state: number): boolean => {
    if (harmedIn(forbidden, state)) return false;
    let theirs = false;
    for (const move of moves)
      if (move.theirs && possible(move, state)) {
        if (!good(state | move.bit)) return false;
        theirs = true;
      }
    if (theirs || (state & target) === target) return true;
    for (const move of moves)
      if (!move.theirs && (move.bit & harmful) === 0 && possible(move, state)) return good(state | move.bit);
    for (const move of moves)
      if (!move.theirs && possible(move, state) && good(state | move.bit)) return true;
    return false;
  };
  return good(from);
}
