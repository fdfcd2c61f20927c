import type { ReleaseSettings } from "./release-spec.ts";
import type { Deed } from "./station.ts";

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

/** The wait doubles from failure to failure; a final one is not tried again before somebody resumes. */
export function troubleAfter(
  { retryMs, maxRetryMs, maxAttempts }: ReleaseSettings,
  before: Trouble | undefined,
  { why, final }: { readonly why: string; readonly final?: boolean },
  atMs: number,
): Trouble {
  const attempts = final === true ? maxAttempts : (before?.attempts ?? 0) + 1;
  return { attempts, nextTryMs: atMs + Math.min(maxRetryMs, retryMs * 2 ** (attempts - 1)), why };
}

/** A deed of the undoing is done. Nothing, where nothing is taken back. */
export function takenBack(undo: Undo | undefined, index: number): { readonly undo?: Undo } {
  return withDeed(undo, index, ({ deed }) => ({ deed, isDone: true }));
}

/** Taking back is tried for ever: there is nothing better to do. */
export function notTakenBack(
  undo: Undo | undefined,
  { deed: index, why }: { readonly deed: number; readonly why: string },
  { atMs, settings }: { readonly atMs: number; readonly settings: ReleaseSettings },
): { readonly undo?: Undo } {
  return withDeed(undo, index, (each) => ({
    ...each,
    trouble: troubleAfter(settings, each.trouble, { why }, atMs),
  }));
}

function withDeed(
  undo: Undo | undefined,
  index: number,
  change: (deed: UndoDeed) => UndoDeed,
): { readonly undo?: Undo } {
  if (undo === undefined) return {};
  const deeds = undo.deeds.map((each, at) => (at === index && !each.isDone ? change(each) : each));
  return { undo: { ...undo, deeds } };
}
