import type { Step, Wait } from "../planner/plan.ts";
import { windowAt } from "../policy/windows.ts";
import { missingConsent } from "./consent.ts";
import { actionOf, type Gate, strongest } from "./gate.ts";
import type { JournalEntry, ReleaseEvent } from "./journal.ts";
import { momentDoneMs, waitsOf } from "./moments.ts";
import { calendarOf, isGivenAlready, type ReleaseProgress, record, type StepProgress } from "./progress.ts";
import type { ReleaseSpec, Rung } from "./release-spec.ts";
import { retainedUntilMs } from "./retention.ts";
import { type Deed, type Station, stationsOf } from "./station.ts";

/** What the shell does next. Each has a stable id: asked for again, it is the same effect. */
export type Effect =
  | {
      readonly id: string;
      readonly kind: "deed";
      readonly step: string;
      readonly station: number;
      readonly deed: Deed;
    }
  /** Ask the gates of a rung; they look at what has happened since then. */
  | {
      readonly id: string;
      readonly kind: "judge";
      readonly step: string;
      readonly station: number;
      readonly rung: Rung;
      readonly sinceMs: number;
    }
  /** Is anything left of what this wait is for? */
  | { readonly id: string; readonly kind: "measure"; readonly wait: Wait }
  | { readonly id: string; readonly kind: "undo"; readonly index: number; readonly deed: Deed };

export interface Advance {
  /** What has been decided, to be written before anything is done. */
  readonly events: readonly ReleaseEvent[];
  /** What is to be done now, given those. */
  readonly effects: readonly Effect[];
  /** When to look again, if nothing happens before. */
  readonly nextAtMs?: number;
}

/** Decisions of one look follow one another: a step that is done lets the next begin. A plan has no more steps than that. */
const maxDecisions = 10_000;

/**
 * One look at a release: what follows from its state and the time. The same state and time give the same answer; asked
 * again without new events it asks for the same effects, under the same ids.
 */
export function advance(spec: ReleaseSpec, before: ReleaseProgress, nowMs: number): Advance {
  const events: ReleaseEvent[] = [];
  let progress = before;
  for (let count = 0; count < maxDecisions; count++) {
    const event = decide(spec, progress, nowMs);
    if (event === undefined) return { events, ...demands(spec, progress, nowMs) };
    events.push(event);
    const entry: JournalEntry = { seq: progress.seq + 1, atMs: nowMs, actor: "engine", event };
    progress = record(spec, progress, entry);
  }
  throw new RangeError(`More than ${maxDecisions} decisions at one moment.`);
}

/** The first thing that can be decided; undefined: nothing. */
function decide(spec: ReleaseSpec, progress: ReleaseProgress, nowMs: number): ReleaseEvent | undefined {
  if (progress.phase === "aborting")
    return progress.undo?.deeds.every(({ isDone }) => isDone) === true
      ? { kind: "ended", how: "aborted" }
      : undefined;
  if (progress.phase !== "running" || nowMs < (progress.startAtMs ?? 0)) return undefined;
  for (const step of spec.plan.steps) {
    const event = decideStep(spec, progress, step, nowMs);
    if (event !== undefined) return event;
  }
  const isOver = spec.plan.steps.every(({ id }) => progress.steps[id]?.doneMs !== undefined);
  return isOver ? { kind: "ended", how: "completed" } : undefined;
}

function decideStep(
  spec: ReleaseSpec,
  progress: ReleaseProgress,
  step: Step,
  nowMs: number,
): ReleaseEvent | undefined {
  const state = progress.steps[step.id];
  if (state === undefined)
    return progress.hold === undefined && mayBegin(spec, progress, step, nowMs)
      ? { kind: "begun", step: step.id }
      : undefined;
  if (state.doneMs !== undefined) return undefined;
  const station = stationsOf(spec, step)[state.station];
  if (station === undefined) return { kind: "finished", step: step.id };
  if (station.kind === "deed")
    return troubled(spec, progress, step, state) ?? reached(progress, step, state, station.deed);
  return judgedAt(spec, progress, step, state, station, nowMs);
}

function mayBegin(spec: ReleaseSpec, progress: ReleaseProgress, step: Step, nowMs: number): boolean {
  if (!waitsOf(spec.plan, step).every((wait) => isOver(spec, wait, progress, nowMs))) return false;
  return nowMs >= (retainedUntilMs(spec, progress, step) ?? 0);
}

/** A person has given the version more users than the rung would: the release goes on from there, and takes nobody back. */
function reached(
  progress: ReleaseProgress,
  step: Step,
  { station }: StepProgress,
  deed: Deed,
): ReleaseEvent | undefined {
  if (progress.hold !== undefined || !isGivenAlready(progress, deed)) return undefined;
  return { kind: "did", step: step.id, station, note: "A person had given it as many users, or more." };
}

/** What failed too often is a matter for people. */
function troubled(
  spec: ReleaseSpec,
  progress: ReleaseProgress,
  step: Step,
  { trouble }: StepProgress,
): ReleaseEvent | undefined {
  if (progress.hold !== undefined || trouble === undefined || trouble.attempts < spec.settings.maxAttempts)
    return undefined;
  return { kind: "held", why: `${step.id} failed: ${trouble.why}` };
}

/** Only evidence takes back or holds; bake time, people and windows are waited for. */
function judgedAt(
  spec: ReleaseSpec,
  progress: ReleaseProgress,
  step: Step,
  state: StepProgress,
  station: Extract<Station, { kind: "bake" }>,
  nowMs: number,
): ReleaseEvent | undefined {
  const { bakeMs, timeoutMs, promotion } = station.rung;
  const evidence = evidenceOf(spec, state, nowMs, station.rung);
  const action = actionOf(evidence, nowMs, state.sinceMs + bakeMs + timeoutMs);
  const isOverridden = state.override !== undefined;
  if (action === "abort" && !isOverridden) return { kind: "aborted", why: reasonOf(state) };
  if (progress.hold !== undefined) return undefined;
  if (action === "hold" && !isOverridden) return { kind: "held", why: `${step.id}: ${reasonOf(state)}` };
  const isWanted = promotion === "automatic" || state.promotedBy !== undefined;
  const isBaked = nowMs >= state.sinceMs + bakeMs || isOverridden;
  // A person may go on before the evidence is complete, where it was looked at and nothing is against it.
  const isFine =
    action === "promote" ||
    (state.promotedBy !== undefined && isJudged(state) && strongest(evidence) === "wait");
  if ((!isFine && !isOverridden) || !isWanted || !isBaked || !mayMoveUsers(spec, progress, nowMs))
    return undefined;
  return { kind: "promoted", step: step.id, station: state.station };
}

/** Old judgements are none: whoever judges may be away. */
function evidenceOf(
  { settings }: ReleaseSpec,
  { judged, sinceMs }: StepProgress,
  nowMs: number,
  { unwatched }: Rung,
): readonly Gate[] {
  if (unwatched === true) return [];
  if (judged === undefined || !isJudged({ judged, sinceMs }))
    return [{ name: "evidence", result: "wait", reason: "nothing has been judged yet" }];
  if (nowMs - judged.atMs <= settings.judgementLastsMs) return judged.gates;
  return [{ name: "evidence", result: "inconclusive", reason: "the last judgement is too old" }];
}

/** Since it came to its station. */
function isJudged({ judged, sinceMs }: Pick<StepProgress, "judged" | "sinceMs">): boolean {
  return judged !== undefined && judged.atMs >= sinceMs;
}

function reasonOf({ judged }: StepProgress): string {
  const said = (judged?.gates ?? []).filter(({ result }) => result !== "pass");
  return said.map(({ name, reason }) => `${name}: ${reason}`).join("; ") || "no evidence";
}

/** Approved, confirmed, in a window, and not on hold: what any step needs that users can notice. */
export function mayMoveUsers(spec: ReleaseSpec, progress: ReleaseProgress, nowMs: number): boolean {
  if (progress.hold !== undefined) return false;
  const { approvals, items } = missingConsent(spec, progress, nowMs);
  return approvals.length === 0 && items.length === 0 && windowAt(calendarOf(spec, progress), nowMs).open;
}

export function isOver({ plan }: ReleaseSpec, wait: Wait, progress: ReleaseProgress, nowMs: number): boolean {
  const doneMs = momentDoneMs(plan, progress, wait.before);
  if (doneMs === undefined) return false;
  if (wait.kind === "live" || wait.kind === "gone") return true;
  if (wait.kind === "empty" && progress.cleared.includes(wait.id)) return true;
  return wait.lingerMs !== undefined && nowMs >= doneMs + wait.lingerMs;
}

/** What is wanted of the world, and when to look again. */
function demands(
  spec: ReleaseSpec,
  progress: ReleaseProgress,
  nowMs: number,
): { readonly effects: readonly Effect[]; readonly nextAtMs?: number } {
  const looks: number[] = [];
  const effects = progress.phase === "aborting" ? undoing(spec, progress, nowMs, looks) : [];
  if (progress.phase === "running" && nowMs < (progress.startAtMs ?? 0)) looks.push(progress.startAtMs ?? 0);
  else if (progress.phase === "running") {
    for (const step of spec.plan.steps) effects.push(...wanted(spec, progress, step, nowMs, looks));
    for (const wait of spec.plan.waits) effects.push(...measured(spec, progress, wait, nowMs, looks));
  }
  const next = looks.filter((atMs) => atMs > nowMs);
  return { effects, ...(next.length === 0 ? {} : { nextAtMs: Math.min(...next) }) };
}

function wanted(
  spec: ReleaseSpec,
  progress: ReleaseProgress,
  step: Step,
  nowMs: number,
  looks: number[],
): readonly Effect[] {
  const state = progress.steps[step.id];
  if (state === undefined) looks.push(...laterSteps(spec, progress, step, nowMs));
  if (state === undefined || state.doneMs !== undefined) return [];
  const station = stationsOf(spec, step)[state.station];
  if (station === undefined) return [];
  const at = { step: step.id, station: state.station };
  if (station.kind === "bake") {
    looks.push(state.sinceMs + station.rung.bakeMs, ...opening(spec, progress, nowMs));
    if (station.rung.unwatched === true) return [];
    looks.push(nowMs + spec.settings.judgeEveryMs);
    const id = `${spec.id}/${step.id}/${state.station}/judge`;
    return [{ id, kind: "judge", ...at, rung: station.rung, sinceMs: state.sinceMs }];
  }
  if (progress.hold !== undefined) return [];
  if (!isDark(station.deed) && !mayMoveUsers(spec, progress, nowMs)) {
    looks.push(...opening(spec, progress, nowMs));
    return [];
  }
  const nextTryMs = state.trouble?.nextTryMs ?? 0;
  if (nowMs < nextTryMs) {
    looks.push(nextTryMs);
    return [];
  }
  return [{ id: `${spec.id}/${step.id}/${state.station}`, kind: "deed", ...at, deed: station.deed }];
}

/** When a version that is only retained may go. */
function laterSteps(
  spec: ReleaseSpec,
  progress: ReleaseProgress,
  step: Step,
  nowMs: number,
): readonly number[] {
  if (step.kind !== "gone" || !waitsOf(spec.plan, step).every((wait) => isOver(spec, wait, progress, nowMs)))
    return [];
  const untilMs = retainedUntilMs(spec, progress, step);
  return untilMs === undefined ? [] : [untilMs];
}

function opening(spec: ReleaseSpec, progress: ReleaseProgress, nowMs: number): readonly number[] {
  const window = windowAt(calendarOf(spec, progress), nowMs);
  return window.open || window.opensAtMs === undefined ? [] : [window.opensAtMs];
}

/** Deploying, looking and rehearsing are allowed at any time: nobody is served by it. So is turning a flag off. */
export function isDark(deed: Deed): boolean {
  const { kind } = deed;
  if (kind === "flag") return deed.weight === 0;
  return kind === "deploy" || kind === "verify" || kind === "rehearse" || kind === "observe";
}

function measured(
  spec: ReleaseSpec,
  progress: ReleaseProgress,
  wait: Wait,
  nowMs: number,
  looks: number[],
): readonly Effect[] {
  const doneMs = momentDoneMs(spec.plan, progress, wait.before);
  if (doneMs === undefined || progress.steps[wait.after] !== undefined || isOver(spec, wait, progress, nowMs))
    return [];
  if (wait.lingerMs !== undefined) looks.push(doneMs + wait.lingerMs);
  if (wait.kind !== "empty") return [];
  looks.push(nowMs + spec.settings.judgeEveryMs);
  return [{ id: `${spec.id}/${wait.id}/measure`, kind: "measure", wait }];
}

/** All at once, but of one component in order: what has users cannot be drained. */
function undoing(spec: ReleaseSpec, { undo }: ReleaseProgress, nowMs: number, looks: number[]): Effect[] {
  const busy = new Set<string>();
  const effects: Effect[] = [];
  for (const [index, { deed, isDone, trouble }] of (undo?.deeds ?? []).entries()) {
    const component = "component" in deed ? deed.component : "";
    if (isDone || busy.has(component)) continue;
    busy.add(component);
    const nextTryMs = trouble?.nextTryMs ?? 0;
    if (nowMs < nextTryMs) looks.push(nextTryMs);
    else effects.push({ id: `${spec.id}/undo/${index}`, kind: "undo", index, deed });
  }
  return effects;
}
