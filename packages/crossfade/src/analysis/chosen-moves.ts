import {
  applyMove,
  CrossfadeError,
  chooseMove,
  type Move,
  type System,
  type VerdictTable,
} from "@crossfade/core";

/** Each chosen move must be one that helps the release as the moves before it left it. */
export function chosenMoves(system: System, verdicts: VerdictTable, ids: readonly string[]): Move[] {
  const moves: Move[] = [];
  let now = system;
  for (const id of ids.flatMap((each) => each.split(" + "))) {
    const move = chooseMove(now, verdicts, id);
    if (!("kind" in move)) throw new CrossfadeError("CF_MOVE_UNKNOWN", { move: id, known: knownMoves(move) });
    moves.push(move);
    now = applyMove(now, move);
  }
  return moves;
}

function knownMoves(ids: readonly string[]): string {
  return ids.length === 0
    ? "The release needs no move: run `crossfade plan` without --choose."
    : `Choose one of: ${ids.join("; ")}.`;
}
