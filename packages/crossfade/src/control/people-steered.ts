import {
  CrossfadeError,
  type ReleaseEvent,
  type ReleaseProgress,
  retainedUntilMs,
  type StepProgress,
  type StoredRelease,
  stationsOf,
} from "@crossfade/core";
import type { LetGoRequest, PromoteRequest, StartRequest, WhyRequest } from "../wire/requests.ts";
import { needOpen } from "./people-said.ts";

/** How people steer a release → what is written down. What is so already is written once. None of these writes. */

/** CF_RELEASE_PHASE, CF_START_SETTLED */
export function started(
  { spec, progress }: StoredRelease,
  { atMs }: StartRequest,
  nowMs: number,
): readonly ReleaseEvent[] {
  needOpen(spec.id, progress, "start");
  if (progress.phase === "draft") return [{ kind: "start-asked", atMs: atMs ?? nowMs }];
  const settledMs = progress.startAtMs ?? nowMs;
  // Asked for another moment, silence would be taken for a yes.
  if (atMs === undefined ? settledMs > nowMs : atMs !== settledMs)
    throw new CrossfadeError("CF_START_SETTLED", {
      release: spec.id,
      at: new Date(settledMs).toISOString(),
    });
  return [];
}

/** Every step that bakes, or the one that is named. CF_RELEASE_PHASE, CF_NOTHING_TO_PROMOTE */
export function promoted(
  { spec, progress }: StoredRelease,
  { step: wanted, override }: PromoteRequest,
): readonly ReleaseEvent[] {
  needOpen(spec.id, progress, "promote");
  const baking = spec.plan.steps.flatMap((step) => {
    const state = Object.hasOwn(progress.steps, step.id) ? progress.steps[step.id] : undefined;
    if (state === undefined || state.doneMs !== undefined) return [];
    if (stationsOf(spec, step)[state.station]?.kind !== "bake") return [];
    return wanted === undefined || wanted === step.id ? [{ step: step.id, state }] : [];
  });
  if (baking.length === 0)
    throw new CrossfadeError("CF_NOTHING_TO_PROMOTE", {
      release: spec.id,
      where: wanted === undefined ? "" : ` at ${wanted}`,
    });
  return baking.flatMap(({ step, state }) => promotion(step, state, override));
}

function promotion(step: string, state: StepProgress, override: string | undefined): readonly ReleaseEvent[] {
  const { station } = state;
  if (override !== undefined)
    return state.override === undefined ? [{ kind: "overridden", step, station, why: override }] : [];
  return state.promotedBy === undefined ? [{ kind: "promotion-asked", step, station }] : [];
}

/** Old versions that stay for going back need not any longer. CF_RELEASE_PHASE, CF_NOTHING_TO_LET_GO */
export function letGo(
  { spec, progress }: StoredRelease,
  { step: wanted }: LetGoRequest,
  nowMs: number,
): readonly ReleaseEvent[] {
  needOpen(spec.id, progress, "shorten");
  const isKnown = (id: string) => progress.letGo?.includes(id) === true && (wanted ?? id) === id;
  const staying = spec.plan.steps
    .filter(({ id }) => !Object.hasOwn(progress.steps, id) && (wanted ?? id) === id)
    .filter((step) => (retainedUntilMs(spec, progress, step) ?? 0) > nowMs);
  if (staying.length === 0 && !spec.plan.steps.some(({ id }) => isKnown(id))) {
    const where = wanted === undefined ? "" : ` at ${wanted}`;
    throw new CrossfadeError("CF_NOTHING_TO_LET_GO", { release: spec.id, where });
  }
  return staying.map(({ id }) => ({ kind: "let-go", step: id }));
}

/** CF_RELEASE_PHASE */
export function held({ spec, progress }: StoredRelease, { why }: WhyRequest): readonly ReleaseEvent[] {
  needOpen(spec.id, progress, "hold");
  return progress.hold === undefined ? [{ kind: "held", why }] : [];
}

/** CF_RELEASE_PHASE */
export function resumed({ spec, progress }: StoredRelease): readonly ReleaseEvent[] {
  needOpen(spec.id, progress, "resume");
  return progress.hold === undefined ? [] : [{ kind: "resumed" }];
}

/** What failed is tried afresh; a hold that a person has set stays theirs. CF_RELEASE_PHASE, CF_RELEASE_HELD, CF_NOTHING_TO_RETRY */
export function retried({ spec, progress }: StoredRelease): readonly ReleaseEvent[] {
  needOpen(spec.id, progress, "retry");
  const { hold } = progress;
  if (!hasFailed(progress)) throw new CrossfadeError("CF_NOTHING_TO_RETRY", { release: spec.id });
  if (hold !== undefined && hold.by !== "engine")
    throw new CrossfadeError("CF_RELEASE_HELD", { release: spec.id, person: hold.by, why: hold.why });
  return [{ kind: "resumed" }];
}

function hasFailed({ steps }: ReleaseProgress): boolean {
  return Object.values(steps).some(({ doneMs, trouble }) => doneMs === undefined && trouble !== undefined);
}

/** Never locked: whatever it waits for, it can be taken back until it is complete. CF_RELEASE_PHASE */
export function aborted({ spec, progress }: StoredRelease, { why }: WhyRequest): readonly ReleaseEvent[] {
  const { phase } = progress;
  if (phase === "completed")
    throw new CrossfadeError("CF_RELEASE_PHASE", { release: spec.id, phase, deed: "abort" });
  return phase === "aborting" || phase === "aborted" ? [] : [{ kind: "aborted", why }];
}
