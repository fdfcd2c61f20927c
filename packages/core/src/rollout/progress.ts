import type { StepId } from "../planner/plan.ts";
import type { Approval } from "../policy/approvals.ts";
import type { Weights } from "../traffic/split.ts";
import type { Gate } from "./gate.ts";
import type { JournalEntry } from "./journal.ts";
import type { ReleaseSettings, ReleaseSpec } from "./release-spec.ts";
import type { Deed } from "./station.ts";
import { undoDeeds } from "./undo.ts";

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
  /** By item of the checklist: the last answer. */
  readonly answers: Readonly<Record<string, Answer>>;
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
  readonly judged?: { readonly atMs: number; readonly gates: readonly Gate[] };
  /** Who said that it goes on from this station. */
  readonly promotedBy?: string;
  /** Why somebody answers for going on against the evidence. */
  readonly override?: string;
  /** What was seen at its stations. */
  readonly notes: readonly string[];
}

export interface Trouble {
  readonly attempts: number;
  readonly nextTryMs: number;
  readonly why: string;
}

export interface Undo {
  readonly why: string;
  readonly deeds: readonly UndoDeed[];
}

export interface UndoDeed {
  readonly deed: Deed;
  readonly isDone: boolean;
  readonly trouble?: Trouble;
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
      return progress.phase === "draft" ? { ...progress, phase: "running", startAtMs: event.atMs } : progress;
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
    case "answered": {
      const { item, answer, note } = event;
      const given: Answer = { answer, by: actor, atMs, ...(note === undefined ? {} : { note }) };
      return { ...progress, answers: { ...progress.answers, [item]: given } };
    }
    case "cleared":
      return { ...progress, cleared: [...progress.cleared, event.wait] };
    case "aborted":
      return aborted(spec, progress, event.why);
    case "undid":
      return undid(progress, event.deed);
    case "undo-failed":
      return undoFailed(spec.settings, progress, event, atMs);
    case "ended":
      return { ...progress, phase: event.how };
    default:
      return stepped(spec, progress, event, { atMs, actor });
  }
}

type StepEvent = Extract<JournalEntry["event"], { readonly step: StepId }>;

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
  return withStep(progress, event.step, next);
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
    case "promotion-asked":
      return { ...step, promotedBy: actor };
    case "failed":
      return { ...step, trouble: troubleAfter(spec.settings, step.trouble, event, atMs) };
  }
}

/** The wait doubles from failure to failure; a final one is not tried again before somebody resumes. */
function troubleAfter(
  { retryMs, maxRetryMs, maxAttempts }: ReleaseSettings,
  before: Trouble | undefined,
  { why, final }: { readonly why: string; readonly final?: boolean },
  atMs: number,
): Trouble {
  const attempts = final === true ? maxAttempts : (before?.attempts ?? 0) + 1;
  return { attempts, nextTryMs: atMs + Math.min(maxRetryMs, retryMs * 2 ** (attempts - 1)), why };
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
  return { ...rest, phase: "aborting", undo: { why, deeds } };
}

function undid(progress: ReleaseProgress, index: number): ReleaseProgress {
  return withUndoDeed(progress, index, ({ deed }) => ({ deed, isDone: true }));
}

/** Taking back is tried for ever: there is nothing better to do. */
function undoFailed(
  settings: ReleaseSettings,
  progress: ReleaseProgress,
  { deed: index, why }: { readonly deed: number; readonly why: string },
  atMs: number,
): ReleaseProgress {
  return withUndoDeed(progress, index, (each) => ({
    ...each,
    trouble: troubleAfter(settings, each.trouble, { why }, atMs),
  }));
}

function withUndoDeed(
  progress: ReleaseProgress,
  index: number,
  change: (deed: UndoDeed) => UndoDeed,
): ReleaseProgress {
  const { undo } = progress;
  if (undo === undefined) return progress;
  const deeds = undo.deeds.map((each, at) => (at === index && !each.isDone ? change(each) : each));
  return { ...progress, undo: { ...undo, deeds } };
}

function withStep(progress: ReleaseProgress, id: StepId, step: StepProgress): ReleaseProgress {
  return { ...progress, steps: { ...progress.steps, [id]: step } };
}
