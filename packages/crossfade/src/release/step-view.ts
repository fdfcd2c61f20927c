import {
  builtLabel,
  type Consumers,
  chainOf,
  type Deed,
  desiredWeights,
  isDark,
  isOver,
  type LeftCount,
  type ReleaseProgress,
  type ReleaseSpec,
  type Rung,
  retainedUntilMs,
  type Step,
  type StepProgress,
  shareText,
  stationsOf,
  type Wait,
  waitsOf,
} from "@crossfade/core";
import type { RungView, StepView } from "../wire/views.ts";
import { listed, momentText, spanText } from "./moment-text.ts";
import { obstaclesOf } from "./obstacles.ts";

export interface Moment {
  readonly spec: ReleaseSpec;
  readonly progress: ReleaseProgress;
  readonly nowMs: number;
  /** By wait: how much was left when it was counted last. */
  readonly left?: Readonly<Record<string, LeftCount>>;
}

/** One step as people read it: what it does now or waits for, and what came of it. */
export function stepView(moment: Moment, step: Step): StepView {
  const { spec, progress } = moment;
  const state = Object.hasOwn(progress.steps, step.id) ? progress.steps[step.id] : undefined;
  const now = isFinished(progress) ? undefined : nowOf(moment, step, state);
  const rung = state === undefined || isFinished(progress) ? undefined : rungView(moment, step, state);
  return {
    id: step.id,
    kind: step.kind,
    component: step.component,
    version: step.version,
    state: state === undefined ? "waiting" : state.doneMs === undefined ? "active" : "done",
    ...(state === undefined ? {} : { begunMs: state.begunMs }),
    ...(state?.doneMs === undefined ? {} : { doneMs: state.doneMs }),
    ...(now === undefined ? {} : { now }),
    ...(rung === undefined ? {} : { rung }),
    ...(state?.trouble === undefined ? {} : { trouble: state.trouble }),
    wayBack: spec.plan.wayBack[step.id] ?? "free",
    notes: state?.notes ?? [],
  };
}

export function isFinished({ phase }: ReleaseProgress): boolean {
  return phase === "completed" || phase === "aborted" || phase === "aborting";
}

function nowOf(moment: Moment, step: Step, state: StepProgress | undefined): string | undefined {
  if (state === undefined) return waitingFor(moment, step);
  if (state.doneMs !== undefined) return undefined;
  const station = stationsOf(moment.spec, step)[state.station];
  if (station === undefined) return undefined;
  return station.kind === "bake"
    ? baking(moment, state, station.rung)
    : doing(moment, step, station.deed, state.pending);
}

/** Undefined: nothing but the release's own beginning. */
function waitingFor({ spec, progress, nowMs, left }: Moment, step: Step): string | undefined {
  const open = waitsOf(spec.plan, step).filter((wait) => !isOver(spec, wait, progress, nowMs));
  if (open.length > 0)
    return `Waits until ${listed([...new Set(open.map((wait) => `${until(progress, wait)}${countedText(left?.[wait.id])}`))])}.`;
  const retainedMs = retainedUntilMs(spec, progress, step) ?? 0;
  return retainedMs > nowMs
    ? `Stays until ${momentText(retainedMs)}, so that one can go back to it at once.`
    : undefined;
}

function until(progress: ReleaseProgress, { before, link, kind, lingerMs }: Wait): string {
  const doneMs = progress.steps[before]?.doneMs;
  const from = before.slice(before.indexOf(" ") + 1);
  if (kind === "live" || kind === "gone" || lingerMs === undefined) {
    if (kind === "empty" && doneMs !== undefined) return `nothing of ${from} is left in ${link}`;
    return happened(before);
  }
  if (doneMs === undefined) return `${happened(before)}, and up to ${spanText(lingerMs)} more`;
  return `nothing of ${from} is left in ${link}, ${momentText(doneMs + lingerMs)} at the latest`;
}

/** Of a count that somebody made; nothing where nobody has. */
function countedText(count: LeftCount | undefined): string {
  if (count === undefined) return "";
  const what = count.what === undefined ? "" : ` ${count.what}`;
  return ` (${count.left}${what} counted ${momentText(count.atMs)})`;
}

const happens: Readonly<Record<string, string>> = {
  deploy: "is deployed",
  start: "has users",
  end: "has no users any more",
  gone: "is gone",
};

/** "start api@2.0.0" -> "api@2.0.0 has users". */
function happened(step: string): string {
  const space = step.indexOf(" ");
  const what = happens[step.slice(0, space)];
  return what === undefined ? `"${step}" is done` : `${step.slice(space + 1)} ${what}`;
}

function baking({ spec, progress, nowMs }: Moment, state: StepProgress, rung: Rung): string {
  const obstacles = obstaclesOf(spec, progress, nowMs);
  const leftMs = state.sinceMs + rung.bakeMs - nowMs;
  if (state.override !== undefined && obstacles.length === 0)
    return `Goes on against the evidence: ${state.override}`;
  const needs = [
    ...(leftMs > 0 ? [`Users are on it for ${spanText(leftMs)} more.`] : []),
    ...(rung.promotion === "manual" && state.promotedBy === undefined ? ["It waits to be promoted."] : []),
    ...obstacles,
  ];
  return needs.length > 0 ? needs.join(" ") : "The evidence is looked at.";
}

function doing(
  { spec, progress, nowMs }: Moment,
  step: Step,
  deed: Deed,
  pending: string | undefined,
): string {
  const obstacles = obstaclesOf(spec, progress, nowMs);
  const held = progress.hold === undefined ? [] : obstacles.slice(0, 1);
  const inTheWay = isDark(deed) ? held : obstacles;
  return inTheWay.length > 0 ? inTheWay.join(" ") : (pending ?? deedSentence(deed, step));
}

function deedSentence(deed: Deed, step: Step): string {
  switch (deed.kind) {
    case "deploy":
      return "It is being deployed; nobody has it yet.";
    case "roll":
      return `Set ${deed.set} of ${deed.sets} leaves the balancer, is updated, and comes back.`;
    case "rejoin":
      return "What left the balancer and was not updated comes back.";
    case "verify":
      return "It is looked at before anybody has it.";
    case "rehearse":
      return "Taking it back is tried, and timed.";
    case "pin":
      return `${deed.users.length === 1 ? "One internal user gets" : `${deed.users.length} internal users get`} it.`;
    case "weigh":
      return `${shareText(deed.weight)} of the users get ${deed.component}@${deed.version}.`;
    case "run":
      return "It runs once, to see whether it can.";
    case "activate":
      return deed.consumers === undefined ? "It takes over." : consumersSentence(deed, deed.consumers);
    case "deactivate":
      return deed.consumers === undefined ? "It is stopped." : consumersSentence(deed, deed.consumers);
    case "drain":
      return "What is still open on it is ended.";
    case "retire":
      return "Its last process is ended.";
    case "flag":
      return deed.weight === 0
        ? `${deed.keys.join(", ")} is off before anybody has it.`
        : `${deed.keys.join(", ")} is turned on for ${shareText(deed.weight)} of the users.`;
    case "operate":
      return `Somebody, or the deployer, does it: ${step.id}.`;
    case "observe":
      return "Nobody here can make it so; it is waited for.";
  }
}

function consumersSentence(
  { component, version }: { readonly component: string; readonly version: string },
  { count, of }: Consumers,
): string {
  return `${count} of ${of} consumers become those of ${component}@${version}.`;
}

function rungView({ spec, progress, nowMs }: Moment, step: Step, state: StepProgress): RungView | undefined {
  const station = stationsOf(spec, step)[state.station];
  if (state.doneMs !== undefined || station?.kind !== "bake") return undefined;
  const { rung } = station;
  const { sinceMs, judged, promotedBy } = state;
  return {
    weight: rung.consumers === undefined ? (weightNow(spec, progress, step) ?? rung.weight) : rung.weight,
    ...(rung.consumers === undefined ? {} : { consumers: rung.consumers }),
    sinceMs,
    bakedMs: Math.max(0, nowMs - sinceMs),
    bakeMs: rung.bakeMs,
    promotion: rung.promotion,
    ...(promotedBy === undefined ? {} : { promotedBy }),
    gates: judged?.gates ?? [],
    ...(judged === undefined ? {} : { judgedMs: judged.atMs }),
  };
}

/** Of the version that takes over: what this release, or a person, wants. */
function weightNow(
  spec: ReleaseSpec,
  progress: ReleaseProgress,
  { component, version }: Step,
): number | undefined {
  const chain = chainOf(spec, component);
  const next = chain[chain.indexOf(version) + 1];
  if (spec.transitions[component]?.by === "flag") return undefined;
  const weights = desiredWeights(spec, progress, component);
  return next === undefined ? undefined : (weights?.[builtLabel(next)] ?? 0);
}
