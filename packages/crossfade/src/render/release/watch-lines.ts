import type { ReleaseView, StepView } from "../../wire/views.ts";
import { forTerminal } from "../escape.ts";
import { headline } from "./headline.ts";
import type { Moments } from "./moments.ts";
import { newcomer, rungHolds, stepHappens } from "./release-words.ts";

/** What has changed from one look to the next, one line each, for pipes and files; the first look says how it stands. */
export function watchLines(before: ReleaseView | undefined, after: ReleaseView, moments: Moments): string {
  const time = new Date(after.atMs).toISOString().slice(0, 19);
  const texts = before === undefined ? [headline(after, moments)] : changes(before, after, moments);
  return texts.map((text) => `${forTerminal(`${time}Z ${text}`)}\n`).join("");
}

function changes(before: ReleaseView, after: ReleaseView, moments: Moments): readonly string[] {
  const known = new Map(before.stages.flat().map((step) => [step.id, step]));
  const steps = after.stages.flat().flatMap((step) => stepChanges(known.get(step.id), step, after));
  const given = after.approvals.given.slice(before.approvals.given.length);
  const held = before.hold === undefined && after.hold !== undefined;
  const resumed = before.hold !== undefined && after.hold === undefined && after.phase === "running";
  const undone = after.undo !== undefined && before.undo !== undefined && after.undo.done > before.undo.done;
  const changed = before.phase !== after.phase || held;
  return [
    ...given.map(({ by, role }) => `${by} approves as ${role}`),
    ...(resumed ? ["it goes on"] : []),
    ...steps,
    ...(undone ? [`taken back: ${after.undo.done} of ${after.undo.deeds.length}`] : []),
    ...(changed ? [headline(after, moments)] : []),
  ];
}

function stepChanges(before: StepView | undefined, step: StepView, view: ReleaseView): readonly string[] {
  const what = stepHappens(step);
  const begins = before?.state === "waiting" && step.state !== "waiting" ? [`${what}: begins`] : [];
  const ends = before?.state !== "done" && step.state === "done" ? [`${what}: done`] : [];
  const notes = step.notes.slice(before?.notes.length ?? 0).map((note) => `${what}: ${note}`);
  const troubled =
    step.trouble !== undefined && step.trouble.attempts !== before?.trouble?.attempts
      ? [`${what}: try ${step.trouble.attempts} failed: ${step.trouble.why}`]
      : [];
  return [...begins, ...notes, ...rungChanges(before, step, view), ...troubled, ...ends];
}

/** A rung is told when it is reached; a gate when its result changes. */
function rungChanges(before: StepView | undefined, step: StepView, view: ReleaseView): readonly string[] {
  const { rung } = step;
  if (rung === undefined) return [];
  const isSame = before?.rung?.weight === rung.weight;
  const results = new Map(isSame ? before.rung.gates.map(({ name, result }) => [name, result]) : []);
  const gates = rung.gates
    .filter(({ name, result }) => results.get(name) !== result)
    .map(({ name, result, reason, missing }) => {
      const lacks = missing === undefined ? "" : `; missing: ${missing}`;
      return `${name} ${result}: ${reason}${lacks}`;
    });
  const who = `${rungHolds(rung)} ${step.component} ${newcomer(view, step)}`;
  const promoted =
    isSame && rung.promotedBy !== undefined && before.rung.promotedBy === undefined
      ? [`${rung.promotedBy} promotes ${step.component}`]
      : [];
  return [...(isSame ? [] : [who]), ...gates, ...promoted];
}
