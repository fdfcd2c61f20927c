import {
  calendarOf,
  type Deed,
  missingConsent,
  type ReleaseProgress,
  type ReleaseSpec,
  shareText,
  windowAt,
} from "@crossfade/core";
import type { ReleaseView } from "../wire/views.ts";
import { checklistOf } from "./checklist.ts";
import { nextCommands } from "./next-commands.ts";
import { isFinished, type Moment, stepView } from "./step-view.ts";
import { waysBackNow } from "./ways-back-now.ts";

export interface ReleaseMoment extends Moment {
  readonly createdMs: number;
}

/** A release with everything that a person needs to decide; the same for the terminal, the page and whoever else asks. */
export function releaseView(moment: ReleaseMoment): ReleaseView {
  const { spec, progress, createdMs, nowMs } = moment;
  const { plan, takesBack } = spec;
  const { startAtMs, hold, undo } = progress;
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  return {
    releaseSchema: 1,
    id: spec.id,
    environment: spec.environment,
    phase: progress.phase,
    seq: progress.seq,
    createdMs,
    atMs: nowMs,
    planHash: spec.planHash,
    ...(takesBack === undefined ? {} : { takesBack }),
    from: plan.from,
    to: plan.to,
    unknowns: plan.unknowns.length,
    ...(startAtMs === undefined ? {} : { startAtMs }),
    ...(hold === undefined ? {} : { hold }),
    ...(undo === undefined ? {} : { undo: undoView(undo) }),
    stages: plan.stages.map((stage) =>
      stage.flatMap((id) => {
        const step = steps.get(id);
        return step === undefined ? [] : [stepView(moment, step)];
      }),
    ),
    approvals: {
      required: spec.approvals,
      given: progress.approvals,
      missing: missingConsent(spec, progress, nowMs).approvals,
    },
    window: windowView(spec, progress, nowMs),
    checklist: checklistOf(moment),
    contacts: spec.contacts,
    wayBack: waysBackNow(spec, progress),
    next: nextCommands(moment),
  };
}

/** What is over is held up by no window. */
function windowView(spec: ReleaseSpec, progress: ReleaseProgress, nowMs: number): ReleaseView["window"] {
  return isFinished(progress) ? { open: true } : windowAt(calendarOf(spec, progress), nowMs);
}

function undoView({ why, deeds }: NonNullable<ReleaseProgress["undo"]>): NonNullable<ReleaseView["undo"]> {
  return {
    why,
    done: deeds.filter(({ isDone }) => isDone).length,
    deeds: deeds.map(({ deed, isDone, trouble }) => {
      const failed =
        trouble === undefined || isDone ? "" : ` (try ${trouble.attempts} failed: ${trouble.why})`;
      return `${undoSentence(deed)}${failed}`;
    }),
  };
}

function undoSentence(deed: Deed): string {
  if (!("component" in deed)) return deed.step;
  const name = `${deed.component}@${deed.version}`;
  switch (deed.kind) {
    case "weigh":
      return `every user is back on ${name}`;
    case "rejoin":
      return `servers of ${name} that were not updated come back`;
    case "activate":
      return `${name} takes over again`;
    case "deactivate":
      return `${name} is stopped`;
    case "flag":
      return deed.weight === 0
        ? `${deed.keys.join(", ")} is off for everyone`
        : `${deed.keys.join(", ")} is back at ${shareText(deed.weight)}`;
    case "drain":
      return `what is open on ${name} is ended`;
    default:
      return `${deed.kind} ${name}`;
  }
}
