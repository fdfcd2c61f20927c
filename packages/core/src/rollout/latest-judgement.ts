import type { StepId } from "../planner/plan.ts";
import type { Gate } from "./gate.ts";
import type { ReleaseProgress } from "./progress.ts";

/**
 * What gates said last. The journal is told when they say something else; how far the evidence has come in between is kept
 * here, for people who look.
 */
export interface LatestJudgement {
  readonly station: number;
  readonly atMs: number;
  readonly gates: readonly Gate[];
}

/** Where it is kept among the evidence. */
export function judgementKey(release: string, step: StepId): string {
  return ["judged", release, step].map(encodeURIComponent).join("/");
}

/** Steps of which there may be one. */
export function judgedSteps({ steps }: ReleaseProgress): readonly StepId[] {
  return Object.entries(steps).flatMap(([id, { doneMs, judged }]) =>
    doneMs === undefined && judged !== undefined ? [id] : [],
  );
}

/** The progress with what gates said last, where that is newer than what the journal was told. */
export function withLatestJudgement(progress: ReleaseProgress, id: StepId, kept: unknown): ReleaseProgress {
  const step = progress.steps[id];
  const latest = kept as Partial<LatestJudgement> | null | undefined;
  if (step?.judged === undefined || latest?.gates === undefined || latest.station !== step.station)
    return progress;
  if ((latest.atMs ?? 0) <= step.judged.atMs) return progress;
  const judged = { atMs: latest.atMs ?? 0, gates: latest.gates };
  return { ...progress, steps: { ...progress.steps, [id]: { ...step, judged } } };
}
