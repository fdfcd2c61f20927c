import { isSameWeights, type MeasuredTraffic, type RouterReading, type Weights } from "@crossfade/core";
import { foundWeights } from "./applied-memory.ts";
import type { PerformingRouter } from "./performing.ts";

/** What a router says at one moment: what it works by, and what it has counted. */
export type RouterEvidence =
  | {
      readonly kind: "read";
      readonly router: PerformingRouter;
      readonly generation: number;
      readonly weights: Weights;
      /** Absent: it works, but what it counts cannot be had. */
      readonly measured?: MeasuredTraffic;
      readonly why?: string;
      readonly runningSinceMs: number;
    }
  | { readonly kind: "away"; readonly router: PerformingRouter; readonly why: string }
  /** Its weights changed while it was asked: it is asked again in a moment. */
  | { readonly kind: "moving"; readonly router: PerformingRouter };

/** Weights are read before and after the counts: counts are never taken for those of other weights. */
export async function routerEvidence(
  router: PerformingRouter,
  component: string,
  sinceS: number,
): Promise<RouterEvidence> {
  const first = await tried(router.router.read());
  if (first.kind === "failed") return { kind: "away", router, why: first.why };
  const measured = await tried(router.router.measure(sinceS));
  const second = await tried(router.router.read());
  if (second.kind === "failed") return { kind: "away", router, why: second.why };
  const [before, after] = [first.value, second.value].map(({ state }) => foundWeights(state, component));
  if (before === undefined || after === undefined || !isSameWeights(before.weights, after.weights))
    return { kind: "moving", router };
  return {
    kind: "read",
    router,
    ...after,
    runningSinceMs: second.value.runningSinceMs,
    ...(measured.kind === "value" ? { measured: measured.value } : { why: measured.why }),
  };
}

/** The weight that a version really has: its share of the requests of these seconds. Undefined: there were none. */
export function measuredShare(
  measured: readonly MeasuredTraffic[],
  {
    component,
    label,
    sinceS,
  }: { readonly component: string; readonly label: string; readonly sinceS: number },
): { readonly share: number; readonly requests: number } | undefined {
  const rows = measured
    .flatMap(({ seconds }) => seconds)
    .filter((row) => row.component === component && row.second >= sinceS);
  const all = rows.reduce((sum, row) => sum + row.requests, 0);
  const own = rows.reduce((sum, row) => sum + (row.label === label ? row.requests : 0), 0);
  return all === 0 ? undefined : { share: own / all, requests: all };
}

type Tried<T> =
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "failed"; readonly why: string };

function tried<T extends RouterReading | MeasuredTraffic>(asked: Promise<T>): Promise<Tried<T>> {
  return asked.then(
    (value) => ({ kind: "value", value }),
    (error: unknown) => ({ kind: "failed", why: error instanceof Error ? error.message : String(error) }),
  );
}
