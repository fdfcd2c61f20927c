import type { Effect, Gate, Outcome, ReleaseEvent, ReleaseProgress, ReleaseSpec } from "@crossfade/core";

/** What the journal is told of an outcome; nothing, where nothing has changed. */
export function eventsOf(
  spec: ReleaseSpec,
  progress: ReleaseProgress,
  { effect, outcome, nowMs }: { readonly effect: Effect; readonly outcome: Outcome; readonly nowMs: number },
): readonly ReleaseEvent[] {
  if (outcome.kind === "pending") return pendingEvents(progress, effect, outcome.why);
  if (outcome.kind === "taken-over")
    return [{ kind: "taken-over", component: outcome.component, weights: outcome.weights }];
  switch (effect.kind) {
    case "measure":
      return outcome.kind === "done" ? [{ kind: "cleared", wait: effect.wait.id }] : [];
    case "undo":
      return outcome.kind === "failed"
        ? [{ kind: "undo-failed", deed: effect.index, why: outcome.why }]
        : [{ kind: "undid", deed: effect.index }];
    case "judge": {
      const gates = outcome.kind === "judged" ? outcome.gates : unjudged(outcome);
      return isNews(spec, progress, effect.step, gates, nowMs)
        ? [{ kind: "judged", step: effect.step, station: effect.station, gates }]
        : [];
    }
    case "deed": {
      const { step, station } = effect;
      if (outcome.kind === "done") {
        const note = outcome.note === undefined ? {} : { note: outcome.note };
        return [{ kind: "did", step, station, ...note }];
      }
      if (outcome.kind !== "failed") return [];
      return [{ kind: "failed", step, station, why: outcome.why, final: outcome.final ?? false }];
    }
  }
}

/** The same is not written down again, however often it is asked. */
function pendingEvents(
  { steps }: ReleaseProgress,
  effect: Effect,
  why: string | undefined,
): readonly ReleaseEvent[] {
  if (effect.kind !== "deed" || why === undefined) return [];
  const { step, station } = effect;
  const state = Object.hasOwn(steps, step) ? steps[step] : undefined;
  const isNew = state !== undefined && state.station === station && state.pending !== why;
  return isNew ? [{ kind: "pending", step, station, why }] : [];
}

/** Whoever could not be asked has not said yes. */
function unjudged(outcome: Outcome): readonly Gate[] {
  const reason = outcome.kind === "failed" ? outcome.why : "no answer";
  return [{ name: "evidence", result: "inconclusive", reason }];
}

/** The same judgement is written down only from time to time: a release may bake for days. */
function isNews(
  { settings }: ReleaseSpec,
  progress: ReleaseProgress,
  step: string,
  gates: readonly Gate[],
  nowMs: number,
): boolean {
  const judged = progress.steps[step]?.judged;
  if (judged === undefined || nowMs - judged.atMs >= settings.judgementLastsMs / 2) return true;
  const textOf = (each: readonly Gate[]) => JSON.stringify(each.map(({ name, result }) => [name, result]));
  return textOf(judged.gates) !== textOf(gates);
}
