import { missingConsent, retainedUntilMs, stationsOf } from "@crossfade/core";
import type { ReleaseView } from "../wire/views.ts";
import type { Moment } from "./step-view.ts";
import { stillOld } from "./ways-back-now.ts";

type Next = ReleaseView["next"];

/** What one can do now, the most useful first. Taking back comes last, and is there as long as anything is under way. */
export function nextCommands(moment: Moment): Next {
  const { spec, progress } = moment;
  const verb = (name: string, rest = "") => `crossfade release ${name} ${spec.id}${rest}`;
  switch (progress.phase) {
    case "completed":
      return [{ command: verb("rollback", " --dry-run"), why: "shows what going back would do" }];
    case "aborting":
      return [{ command: verb("watch"), why: "follows it" }];
    case "aborted":
      return afterAbort(moment, verb("rollback", " --dry-run"));
    case "draft":
      return [
        ...consent(moment, verb),
        { command: verb("start"), why: "nothing happens before" },
        abort(verb),
      ];
    case "running":
      return [...steering(moment, verb), ...consent(moment, verb), abort(verb)];
  }
}

function afterAbort(moment: Moment, command: string): Next {
  if (hasMoved(moment)) return [{ command, why: "what was finished is still there; shows the way back" }];
  return stillOld(moment.spec, moment.progress).map(({ name }) => ({
    command,
    why: `shows how the servers that were updated come back to ${name}`,
  }));
}

type Verb = (name: string, rest?: string) => string;

function abort(verb: Verb): Next[number] {
  return { command: verb("abort"), why: "takes back what is under way, at once" };
}

function consent({ spec, progress, nowMs }: Moment, verb: Verb): Next {
  const { approvals, items } = missingConsent(spec, progress, nowMs);
  return [
    ...approvals.map(({ role }) => ({
      command: verb("approve", ` --role ${role}`),
      why: `the approval of ${role} is missing`,
    })),
    ...items.map(({ id, text }) => ({ command: verb("answer", ` ${id} yes`), why: text })),
  ];
}

function steering(moment: Moment, verb: Verb): Next {
  const { spec, progress } = moment;
  const { hold, steps } = progress;
  const active = spec.plan.steps.flatMap((step) => {
    const state = Object.hasOwn(steps, step.id) ? steps[step.id] : undefined;
    return state === undefined || state.doneMs !== undefined ? [] : [{ step, state }];
  });
  const failed = active.some(({ state }) => state.trouble !== undefined);
  const waits = active.some(({ step, state }) => {
    const station = stationsOf(spec, step)[state.station];
    return station?.kind === "bake" && station.rung.promotion === "manual" && state.promotedBy === undefined;
  });
  return [
    ...(failed ? [{ command: verb("retry"), why: "tries again what failed" }] : []),
    ...(hold === undefined ? [] : [{ command: verb("resume"), why: "ends the hold" }]),
    ...(waits && hold === undefined ? [{ command: verb("promote"), why: "a rung waits for a person" }] : []),
    ...(isKept(moment)
      ? [{ command: verb("let-go"), why: "ends old versions that only stay for going back" }]
      : []),
  ];
}

function isKept({ spec, progress, nowMs }: Moment): boolean {
  return spec.plan.steps.some(
    (step) => !Object.hasOwn(progress.steps, step.id) && (retainedUntilMs(spec, progress, step) ?? 0) > nowMs,
  );
}

function hasMoved({ spec, progress }: Moment): boolean {
  return spec.plan.steps.some(({ id, kind }) => kind === "end" && progress.steps[id]?.doneMs !== undefined);
}
