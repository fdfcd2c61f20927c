import type { StepId } from "../planner/plan.ts";
import type { Approval } from "../policy/approvals.ts";
import type { Calendar } from "../policy/windows.ts";
import { bucketCount } from "../traffic/bucket.ts";
import type { Weights } from "../traffic/split.ts";
import type { Gate } from "./gate.ts";
import type { JournalEntry } from "./journal.ts";
import type { ReleaseSpec } from "./release-spec.ts";
import { type Deed, stationsOf } from "./station.ts";
import { undoDeeds } from "./undo.ts";
import { notTakenBack, type Trouble, takenBack, troubleAfter, type Undo } from "./undo-progress.ts";

/** How far a release has come: the fold of its journal. */
export interface ReleaseProgress {
  /** Of the last entry; 0: none. */
  readonly seq: number;
  readonly phase: "draft" | "running" | "aborting" | "aborted" | "completed";
  /** It begins at this moment, not before. */
  readonly startAtMs?: number;
  readonly approvals: readonly Approval[];
  readonly hold?: { readonly why: string; readonly by: string; readonly sinceMs: number };
  /** Steps that have begun. */
  readonly steps: Readonly<Record<StepId, StepProgress>>;
  /** Ids of waits of which nothing is left. */
  readonly cleared: readonly string[];
  /** By component: weights that a person set at a router after the last ones of this release. They are what is wanted. */
  readonly manual: Readonly<Record<string, Weights>>;
  /** Who asked for it to begin. */
  readonly startedBy?: string;
  /** Steps of old versions that need not stay any longer. */
  readonly letGo?: readonly StepId[];
  /** By item of the checklist: the last answer. */
  readonly answers: Readonly<Record<string, Answer>>;
  /** When users may be moved, where that has changed since the release was made. */
  readonly calendar?: Calendar;
  /** Why it is taken back, and what that takes. */
  readonly undo?: Undo;
}

export interface Answer {
  readonly answer: "yes" | "no";
  readonly by: string;
  readonly atMs: number;
  readonly note?: string;
}

export interface StepProgress {
  readonly begunMs: number;
  readonly doneMs?: number;
  /** Index of the station it is at. */
  readonly station: number;
  readonly sinceMs: number;
  readonly trouble?: Trouble;
  /** What its deed waits for. */
  readonly pending?: string;
  readonly judged?: { readonly atMs: number; readonly gates: readonly Gate[] };
  /** Who said that it goes on from this station. */
  readonly promotedBy?: string;
  /** Why somebody answers for going on against the evidence. */
  readonly override?: string;
  /** What was seen at its stations. */
  readonly notes: readonly string[];
}

export const noProgress: ReleaseProgress = {
  seq: 0,
  phase: "draft",
  approvals: [],
  steps: {},
  cleared: [],
  manual: {},
  answers: {},
};

export function progressOf(spec: ReleaseSpec, journal: readonly JournalEntry[]): ReleaseProgress {
  return journal.reduce((progress, entry) => record(spec, progress, entry), noProgress);
}

/** When users may be moved: as the environment says now. */
export function calendarOf({ calendar }: ReleaseSpec, progress: ReleaseProgress): Calendar {
  return progress.calendar ?? calendar;
}

/** The next state. An entry that does not fit (a station that is past, a step that is done) changes nothing but the count. */
export function record(spec: ReleaseSpec, progress: ReleaseProgress, entry: JournalEntry): ReleaseProgress {
  return { ...changed(spec, progress, entry), seq: entry.seq };
}

function changed(
  spec: ReleaseSpec,
  progress: ReleaseProgress,
  { event, atMs, actor }: JournalEntry,
): ReleaseProgress {
  switch (event.kind) {
    case "start-asked":
      return progress.phase === "draft"
        ? { ...progress, phase: "running", startAtMs: event.atMs, startedBy: actor }
        : progress;
    case "approved":
      return { ...progress, approvals: [...progress.approvals, event.approval] };
    case "approval-denied":
      return { ...progress, hold: { why: `${event.role}: ${event.why}`, by: actor, sinceMs: atMs } };
    case "held":
      return progress.hold === undefined
        ? { ...progress, hold: { why: event.why, by: actor, sinceMs: atMs } }
        : progress;
    case "resumed":
      return resumed(progress, atMs);
    case "taken-over":
      return takenOver(progress, event, { atMs, actor });
    case "answered":
      return answered(spec, progress, event, { atMs, actor });
    case "let-go":
      return { ...progress, letGo: [...new Set([...(progress.letGo ?? []), event.step])] };
    case "calendar-changed":
      return { ...progress, calendar: event.calendar };
    case "cleared":
      return { ...progress, cleared: [...progress.cleared, event.wait] };
    case "aborted":
      return aborted(spec, progress, event.why);
    case "undid":
      return { ...progress, ...takenBack(progress.undo, event.deed) };
    case "undo-failed":
      return { ...progress, ...notTakenBack(progress.undo, event, { atMs, settings: spec.settings }) };
    case "ended":
      return { ...progress, phase: event.how };
    default:
      return stepped(spec, progress, event, { atMs, actor });
  }
}

/** So begins why a no of the checklist holds a release. */
export const noSaid = "Not so: ";

/** A no is a reason to stop, like an approval that is denied; a later yes does not resume by itself: whoever says it may. */
function answered(
  { checklist }: ReleaseSpec,
  progress: ReleaseProgress,
  { item, answer, note }: Extract<JournalEntry["event"], { readonly kind: "answered" }>,
  { atMs, actor }: { readonly atMs: number; readonly actor: string },
): ReleaseProgress {
  const given: Answer = { answer, by: actor, atMs, ...(note === undefined ? {} : { note }) };
  const answers = { ...progress.answers, [item]: given };
  if (answer === "yes" || progress.hold !== undefined) return { ...progress, answers };
  const text = checklist.find(({ id }) => id === item)?.text ?? item;
  const why = `${noSaid}${text}${note === undefined ? "" : ` ${note}`}`;
  return { ...progress, answers, hold: { why, by: actor, sinceMs: atMs } };
}

type StepEvent = Exclude<
  Extract<JournalEntry["event"], { readonly step: StepId }>,
  { readonly kind: "let-go" }
>;

function stepped(
  spec: ReleaseSpec,
  progress: ReleaseProgress,
  event: StepEvent,
  { atMs, actor }: { readonly atMs: number; readonly actor: string },
): ReleaseProgress {
  const step = Object.hasOwn(progress.steps, event.step) ? progress.steps[event.step] : undefined;
  if (event.kind === "begun")
    return step === undefined
      ? withStep(progress, event.step, { begunMs: atMs, station: 0, sinceMs: atMs, notes: [] })
      : progress;
  if (step === undefined || step.doneMs !== undefined) return progress;
  if (event.kind === "finished") return withStep(progress, event.step, { ...step, doneMs: atMs });
  if (event.station !== step.station) return progress;
  const next = stationed(spec, step, event, { atMs, actor });
  return withStep(event.kind === "did" ? weighed(spec, progress, event) : progress, event.step, next);
}

/** Weights of the release are there again: those of a person are past. Where it goes on from theirs, theirs stay. */
function weighed(
  spec: ReleaseSpec,
  progress: ReleaseProgress,
  { step: id, station }: { readonly step: StepId; readonly station: number },
): ReleaseProgress {
  const step = spec.plan.steps.find((each) => each.id === id);
  const done = step === undefined ? undefined : stationsOf(spec, step)[station];
  if (done?.kind !== "deed" || done.deed.kind !== "weigh") return progress;
  if (isGivenAlready(progress, done.deed)) return progress;
  const { [done.deed.component]: _, ...manual } = progress.manual;
  return { ...progress, manual };
}

/** A person has set at least the weight of this rung. The last rung is weighed all the same: nothing else may be left. */
export function isGivenAlready({ manual }: ReleaseProgress, deed: Deed): boolean {
  if (deed.kind !== "weigh" || deed.weight === bucketCount || !Object.hasOwn(manual, deed.component))
    return false;
  return (manual[deed.component]?.[deed.version] ?? 0) >= deed.weight;
}

function stationed(
  spec: ReleaseSpec,
  step: StepProgress,
  event: Exclude<StepEvent, { readonly kind: "begun" | "finished" }>,
  { atMs, actor }: { readonly atMs: number; readonly actor: string },
): StepProgress {
  switch (event.kind) {
    case "did":
      return {
        begunMs: step.begunMs,
        station: step.station + 1,
        sinceMs: atMs,
        notes: event.note === undefined ? step.notes : [...step.notes, event.note],
      };
    case "promoted":
      return { begunMs: step.begunMs, station: step.station + 1, sinceMs: atMs, notes: step.notes };
    case "overridden":
      return { ...step, promotedBy: actor, override: event.why };
    case "judged":
      return { ...step, judged: { atMs, gates: event.gates } };
    case "pending":
      return { ...step, pending: event.why };
    case "promotion-asked":
      return { ...step, promotedBy: actor };
    case "failed":
      return { ...step, trouble: troubleAfter(spec.settings, step.trouble, event, atMs) };
  }
}

/** What failed is tried afresh. */
function resumed(progress: ReleaseProgress, atMs: number): ReleaseProgress {
  const { hold: _, ...rest } = progress;
  const steps = Object.entries(progress.steps).map(([id, step]): [StepId, StepProgress] => {
    const { trouble, ...fine } = step;
    // Evidence has its time anew: otherwise what held it would hold it again at once.
    return [
      id,
      step.doneMs !== undefined ? step : { ...fine, ...(trouble === undefined ? { sinceMs: atMs } : {}) },
    ];
  });
  return { ...rest, steps: Object.fromEntries(steps) };
}

/** The next weights of the release end it: until then nobody changes what a person has set. */
function takenOver(
  progress: ReleaseProgress,
  { component, weights }: { readonly component: string; readonly weights: Weights },
  { atMs, actor }: { readonly atMs: number; readonly actor: string },
): ReleaseProgress {
  const why = `Somebody set other weights of ${component}; they count.`;
  return {
    ...progress,
    manual: { ...progress.manual, [component]: weights },
    hold: progress.hold ?? { why, by: actor, sinceMs: atMs },
  };
}

function aborted(spec: ReleaseSpec, progress: ReleaseProgress, why: string): ReleaseProgress {
  if (progress.phase !== "running" && progress.phase !== "draft") return progress;
  const { hold: _, ...rest } = progress;
  const deeds = undoDeeds(spec, progress.steps).map((deed) => ({ deed, isDone: false }));
  return { ...rest, phase: "aborting", manual: {}, undo: { why, deeds } };
}

function withStep(progress: ReleaseProgress, id: StepId, step: StepProgress): ReleaseProgress {
  return { ...progress, steps: { ...progress.steps, [id]: step } };
}
