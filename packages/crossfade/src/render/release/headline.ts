import { strongest } from "@crossfade/core";
import type { ReleaseView, StepView } from "../../wire/views.ts";
import { plural } from "../words.ts";
import type { Moments } from "./moments.ts";
import { newcomer, rungHolds, stepHappens } from "./release-words.ts";

/** How a release stands, in one sentence: the answer, before anything else. */
export function headline(view: ReleaseView, moments: Moments): string {
  const { id, phase, undo } = view;
  switch (phase) {
    case "draft":
      return `${id} has not begun${draft(view)}.`;
    case "running":
      return `${id} ${running(view, moments)}`;
    case "aborting":
      return `${id} is being taken back${undone(view)}: ${sentence(undo?.why ?? "")}`;
    case "aborted":
      return `${id} was taken back${undo === undefined ? "." : `: ${sentence(undo.why)}`}`;
    case "completed":
      return `${id} is complete: ${Object.entries(view.to)
        .filter(([component, label]) => view.from[component] !== label)
        .map(([component, label]) => `${component} ${label}`)
        .join(", ")} released.`;
  }
}

function draft({ hold, approvals }: ReleaseView): string {
  if (hold !== undefined) return `, and is on hold: ${clause(hold.why)}`;
  const missing = missingText(approvals);
  return missing === "" ? "; it can be started" : `: ${missing}`;
}

/** "1 approval of product is missing". */
function missingText({ missing }: ReleaseView["approvals"]): string {
  const count = missing.reduce((sum, each) => sum + each.missing, 0);
  if (count === 0) return "";
  const roles = missing
    .map(({ role, missing: more }) => (missing.length === 1 ? role : `${role} ${more}`))
    .join(", ");
  return `${plural(count, "approval")} of ${roles} ${count === 1 ? "is" : "are"} missing`;
}

function running(view: ReleaseView, moments: Moments): string {
  const { hold, startAtMs, approvals, window } = view;
  if (hold !== undefined)
    return `is on hold since ${moments.of(hold.sinceMs)}, by ${hold.by}: ${sentence(hold.why)}`;
  if (startAtMs !== undefined && startAtMs > moments.nowMs) return `begins at ${moments.of(startAtMs)}.`;
  const active = view.stages.flat().filter(({ state }) => state === "active");
  const troubled = active.find(({ trouble }) => trouble !== undefined);
  if (troubled?.trouble !== undefined)
    return `runs, but ${stepHappens(troubled)} failed ${plural(troubled.trouble.attempts, "time")}: ${sentence(troubled.trouble.why)}`;
  const climbing = active.filter(({ rung }) => rung !== undefined);
  if (climbing.length > 0) return `runs: ${climbing.map((step) => onRung(view, step)).join("; ")}.`;
  const missing = missingText(approvals);
  if (active.length === 0 && missing !== "") return `waits: ${missing}.`;
  if (active.length === 0 && !window.open) return `waits: ${sentence(window.why ?? "no window is open")}`;
  const [first = view.stages.flat().find(({ now, state }) => state === "waiting" && now !== undefined)] =
    active;
  if (first === undefined) return "runs.";
  if (first.now === undefined) return `runs: ${stepHappens(first)}.`;
  return `runs. ${first.component} ${first.version}: ${sentence(first.now)}`;
}

/** "5 % of users have api 2.0.0, and the evidence is not enough yet". */
function onRung(view: ReleaseView, step: StepView): string {
  const { rung } = step;
  if (rung === undefined) return stepHappens(step);
  const who = `${rungHolds(rung)} ${step.component} ${newcomer(view, step)}`;
  switch (strongest(rung.gates)) {
    case "fail":
      return `${who}, and a gate fails`;
    case "inconclusive":
      return `${who}, and the evidence decides nothing yet`;
    case "wait":
      return `${who}, and evidence is still missing`;
    case "pass":
      return rung.promotion === "manual" && rung.promotedBy === undefined
        ? `${who}, and somebody has to promote it`
        : who;
  }
}

function undone({ undo }: ReleaseView): string {
  return undo === undefined ? "" : ` (${undo.done} of ${undo.deeds.length} done)`;
}

/** Ended by one full stop, whoever wrote it. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

function clause(text: string): string {
  return text.trim().replace(/[.]$/, "");
}
