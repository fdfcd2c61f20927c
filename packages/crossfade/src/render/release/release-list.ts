import type { ReleaseList } from "../../wire/views.ts";
import { columnsOf, cut, type Line, padded, paint, say } from "../page/styled.ts";
import { Moments } from "./moments.ts";
import type { PageFrame } from "./release-page.ts";
import { isOver } from "./release-words.ts";

/** The newest first, as the control plane gives them; those that are over stand back. */
export function releaseListPage(
  { releases }: ReleaseList,
  { width, colour, nowMs, zone }: PageFrame,
): string {
  if (releases.length === 0)
    return paint(
      [[say("There is no release yet. Create one: crossfade release create --to COMPONENT@VERSION")]],
      colour,
    );
  const moments = new Moments(nowMs, zone);
  const table = releases.map(({ id, environment, phase, createdMs, moves }) => ({
    isOver: isOver(phase),
    cells: [id, environment, phase, moments.brief(createdMs)],
    moves: moves.join(", "),
  }));
  const widths = [0, 1, 2, 3].map(
    (column) => Math.max(...table.map(({ cells }) => columnsOf(cells[column] ?? ""))) + 2,
  );
  const used = widths.reduce((sum, each) => sum + each, 0);
  const rows = table.map(({ isOver, cells, moves }): Line => {
    const role = isOver ? ("label" as const) : ("plain" as const);
    const room = Math.max(16, width - used);
    return [
      ...cells.flatMap((cell, column) =>
        padded(say(cell, column === 0 && !isOver ? "strong" : role), widths[column] ?? 0),
      ),
      say(cut(moves, room), role),
    ];
  });
  return paint(rows, colour);
}
