import type { ReleaseView } from "../../wire/views.ts";
import { type Line, padded, paint, say } from "../page/styled.ts";
import { indented } from "../page/wrap.ts";
import { plural } from "../words.ts";
import { headline } from "./headline.ts";
import { Moments } from "./moments.ts";
import { labelColumns, peopleLines, rows } from "./people-lines.ts";
import { movesOf, wayBackRoles } from "./release-words.ts";
import { stepLines } from "./step-lines.ts";

/** Where a page is shown, and to whom. */
export interface PageFrame {
  readonly width: number;
  readonly colour: boolean;
  readonly nowMs: number;
  readonly zone: string;
}

const leastWidth = 60;

/** A release as a page: the answer, the steps with their evidence, who has to say what, both ways back, what one can do. */
export function releasePage(view: ReleaseView, frame: PageFrame): string {
  return paint(releaseLines(view, frame), frame.colour);
}

export function releaseLines(view: ReleaseView, { width: columns, nowMs, zone }: PageFrame): Line[] {
  const width = Math.max(leastWidth, columns);
  const moments = new Moments(nowMs, zone);
  const paragraphs = [
    [...indented(0, [say(headline(view, moments), "strong")], width), ...whatMoves(view, width)],
    stepLines(view, moments, width),
    undoLines(view, width),
    peopleLines(view, moments, width),
    wayBackLines(view, width),
    nextLines(view, width),
    footer(view, moments, width),
  ].filter((each) => each.length > 0);
  return paragraphs.flatMap((each, index) => (index === 0 ? each : [[], ...each]));
}

function whatMoves(view: ReleaseView, width: number): Line[] {
  const { environment, takesBack, unknowns } = view;
  const back = takesBack === undefined ? "" : ` (takes ${takesBack} back)`;
  const unproven: Line =
    unknowns === 0 ? [] : [say(`; unproven: it rests on ${plural(unknowns, "unknown pair")}`, "unknown")];
  return indented(0, [say(`${environment}${back}: ${movesOf(view).join(", ")}`), ...unproven], width, 2);
}

/** What is taken back. Several things are at a time, so which of them are done is not known before all are. */
function undoLines({ undo }: ReleaseView, width: number): Line[] {
  if (undo === undefined) return [];
  const isDone = undo.done === undo.deeds.length;
  const texts = undo.deeds.map(
    (deed): Line => [say(isDone ? "✓ " : "· ", isDone ? "new" : "label"), say(deed)],
  );
  return rows("Undo", texts, width);
}

function wayBackLines({ wayBack }: ReleaseView, width: number): Line[] {
  return rows(
    "Way back",
    [
      [say("abort: ", "strong"), say(wayBack.abort)],
      [say("rollback: ", "strong"), say(wayBack.rollback, wayBackRoles[wayBack.now])],
    ],
    width,
  );
}

/** Commands are not wrapped: they are copied. */
function nextLines({ next }: ReleaseView, width: number): Line[] {
  return next.flatMap(({ command, why }, index) => [
    [...padded(say(index === 0 ? "Next" : "", "strong"), labelColumns), say(command)],
    ...indented(labelColumns + 2, [say(why, "label")], width),
  ]);
}

function footer({ planHash, seq }: ReleaseView, moments: Moments, width: number): Line[] {
  const text = `Hash ${planHash.slice(0, 12)}, journal entry ${seq}, read ${moments.now()}`;
  return indented(0, [say(text, "label")], width);
}
