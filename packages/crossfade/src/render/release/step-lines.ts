import type { ReleaseView, StepView } from "../../wire/views.ts";
import { columnsOf, cut, type Line, padded, type Role, say } from "../page/styled.ts";
import { indented } from "../page/wrap.ts";
import type { Moments } from "./moments.ts";
import { newcomer, stepHappens, wayBackRoles } from "./release-words.ts";
import { rungLines } from "./rung-lines.ts";

const numberColumns = 4;
/** Below a step, under its words. */
const detailIndent = 6;
const wayBackColumns = 10;
/** "20 Nov 2026". */
const timeColumns = 11;
const shownNotes = 4;

const marks: Readonly<Record<StepView["state"], { readonly mark: string; readonly role: Role }>> = {
  done: { mark: "✓", role: "new" },
  active: { mark: "●", role: "strong" },
  waiting: { mark: "·", role: "label" },
};

/** Every stage with its steps: what is done, what happens now and on which evidence, and the way back from each. */
export function stepLines(view: ReleaseView, moments: Moments, width: number): Line[] {
  const steps = view.stages.flat();
  const room = width - detailIndent - timeColumns - wayBackColumns - 4;
  const words = Math.min(room, Math.max(10, ...steps.map((step) => columnsOf(stepHappens(step)))));
  const head: Line = [
    say(" "),
    ...padded(say("stage", "label"), detailIndent + words + 1),
    ...padded(say("when", "label"), timeColumns + 2),
    say("way back", "label"),
  ];
  const current = view.stages.findIndex((stage) => stage.some(({ state }) => state !== "done"));
  const rows = view.stages.flatMap((stage, index) =>
    stage.flatMap((step, place) => [
      row(place === 0 ? String(index + 1) : "", step, words, moments),
      // What steps of later stages wait for is what comes before them on the page.
      ...(index > current && step.state === "waiting" ? [] : details(view, step, moments, width)),
    ]),
  );
  return rows.length === 0 ? [] : [head, ...rows];
}

function row(number: string, step: StepView, words: number, moments: Moments): Line {
  const { mark, role } =
    step.trouble === undefined ? marks[step.state] : { mark: "✕", role: "breaks" as const };
  const atMs = step.doneMs ?? step.begunMs;
  const text = cut(stepHappens(step), words);
  return [
    say(" "),
    ...padded(say(number, "label"), numberColumns - 1),
    say(`${mark} `, role),
    ...padded(say(text, step.state === "waiting" ? "label" : "plain"), words + 2),
    ...padded(say(atMs === undefined ? "" : moments.brief(atMs)), timeColumns + 2),
    say(step.wayBack, wayBackRoles[step.wayBack]),
  ];
}

/** What it does now, what troubles it, what was seen: nothing for a step that waits its turn. */
function details(view: ReleaseView, step: StepView, moments: Moments, width: number): Line[] {
  const { rung, trouble, now, notes, state } = step;
  if (state === "waiting") return now === undefined ? [] : indented(detailIndent, [say(now, "label")], width);
  const again =
    trouble === undefined || trouble.nextTryMs <= moments.nowMs
      ? ""
      : `; again at ${moments.exactly(trouble.nextTryMs)}`;
  return [
    ...(trouble === undefined
      ? []
      : indented(
          detailIndent,
          [say(`try ${trouble.attempts} failed: ${trouble.why}${again}`, "breaks")],
          width,
          2,
        )),
    ...(now === undefined || state === "done" ? [] : indented(detailIndent, [say(now)], width, 2)),
    ...(rung === undefined
      ? []
      : rungLines(step, newcomer(view, step), rung, { moments, width, indent: detailIndent })),
    ...notes
      .slice(-shownNotes)
      .flatMap((note) => indented(detailIndent, [say(`– ${note}`, "label")], width, 2)),
  ];
}
