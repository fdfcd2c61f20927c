import {
  chainOf,
  type ReleaseProgress,
  type ReleaseSpec,
  undoDeeds,
  updatedSets,
  type WayBack,
} from "@crossfade/core";
import type { ReleaseView } from "../wire/views.ts";
import { listed } from "./moment-text.ts";

const ways: readonly WayBack[] = ["free", "costs", "impossible"];

/** Both ways back as they are now. Taking back is never locked; going back is a release of its own. */
export function waysBackNow(spec: ReleaseSpec, progress: ReleaseProgress): ReleaseView["wayBack"] {
  const now = wayBackNow(spec, progress);
  return { abort: abortSentence(spec, progress), rollback: rollbackSentence(spec, progress, now), now };
}

/** Of all that has happened the worst counts. */
function wayBackNow({ plan }: ReleaseSpec, progress: ReleaseProgress): WayBack {
  const done = plan.steps.filter(({ id }) => progress.steps[id]?.doneMs !== undefined);
  return ways[Math.max(0, ...done.map(({ id }) => ways.indexOf(plan.wayBack[id] ?? "free")))] ?? "free";
}

function abortSentence(spec: ReleaseSpec, progress: ReleaseProgress): string {
  if (progress.phase === "completed") return "Nothing is under way.";
  if (progress.phase === "aborted" || progress.phase === "aborting")
    return takenSentence(progress, serversLack(spec, progress));
  const back = undoDeeds(spec, progress.steps).flatMap((deed) =>
    deed.kind === "weigh" || deed.kind === "activate" ? [`${deed.component}@${deed.version}`] : [],
  );
  return back.length === 0
    ? "Free, at once: no user of what is under way has to be moved."
    : [`Free, at once: users are back on ${listed([...new Set(back)])}.`, ...setsLeft(spec, progress)].join(
        " ",
      );
}

function takenSentence({ undo }: ReleaseProgress, then: readonly string[]): string {
  const taken = `It is taken back: ${undo?.why ?? ""}`;
  return then.length === 0 ? taken : [/[.!?]$/.test(taken) ? taken : `${taken}.`, ...then].join(" ");
}

/** Fewer servers than before have to carry all users then: whoever takes it back has to know. */
function setsLeft(spec: ReleaseSpec, progress: ReleaseProgress): readonly string[] {
  return stillOld(spec, progress).map(
    ({ name, left, sets }) => `${name} has ${left} of ${sets} sets of servers left.`,
  );
}

function serversLack(spec: ReleaseSpec, progress: ReleaseProgress): readonly string[] {
  const how = `\`crossfade release rollback ${spec.id} --dry-run\` shows how the others come back to it.`;
  return stillOld(spec, progress).map(
    ({ name, left, sets }) => `${name} was left with ${left} of ${sets} sets of servers; ${how}`,
  );
}

/** Old versions that have users, and not all of their servers. A set that is on its way may be lost to them too. */
export function stillOld(
  spec: ReleaseSpec,
  { steps, ...progress }: ReleaseProgress,
): readonly { readonly name: string; readonly left: number; readonly sets: number }[] {
  return updatedSets(spec, { steps, ...progress }).flatMap(({ component, old, sets, done, underWay }) => {
    const hasEnded = steps[`end ${component}@${old}`]?.doneMs !== undefined;
    const left = sets - done.length - (underWay === undefined ? 0 : 1);
    return hasEnded || old === spec.plan.to[component] ? [] : [{ name: `${component}@${old}`, left, sets }];
  });
}

function rollbackSentence(spec: ReleaseSpec, progress: ReleaseProgress, now: WayBack): string {
  const { plan, id } = spec;
  const past = (steps: readonly string[]) =>
    steps.filter((step) => progress.steps[step]?.doneMs !== undefined);
  if (now === "impossible")
    return `Nothing leads back any more, since ${listed(past(plan.pointOfNoReturn))}.`;
  if (now === "costs")
    return `Possible at a price, since ${listed(past(plan.endOfFreeWayBack))}: \`crossfade release rollback ${id} --dry-run\`.`;
  const moved = movedSince(spec, progress);
  if (moved.length === 0) return "Nothing has been moved for good yet.";
  const first = progress.phase === "running" ? ", once what is under way is taken back" : "";
  return `Free: ${listed(moved)} can go back without waiting for anything${first}.`;
}

/** Components whose old version has ended. */
function movedSince(spec: ReleaseSpec, progress: ReleaseProgress): readonly string[] {
  return Object.keys(spec.plan.to).filter((component) =>
    chainOf(spec, component)
      .slice(0, -1)
      .some((version) => progress.steps[`end ${component}@${version}`]?.doneMs !== undefined),
  );
}
