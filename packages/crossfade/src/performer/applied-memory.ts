import { type AppliedWeights, type RouterState, type Weights, weightsOf } from "@crossfade/core";
import { evidenceKey, type Work } from "./performing.ts";

/** What this release has told a router about a component. */
export async function readApplied(work: Work, router: string, component: string): Promise<AppliedWeights> {
  const kept = await work.evidence.evidence(evidenceKey(work, "weights", router, component));
  return (kept as AppliedWeights | null | undefined) ?? {};
}

export async function keepApplied(
  work: Work,
  router: string,
  component: string,
  applied: AppliedWeights,
): Promise<void> {
  await work.evidence.keepEvidence(evidenceKey(work, "weights", router, component), applied);
}

/** Weights of a component, and which generation they are of. */
export function foundWeights(
  state: RouterState,
  component: string,
): { readonly generation: number; readonly weights: Weights } {
  const traffic = Object.hasOwn(state.components, component) ? state.components[component] : undefined;
  return { generation: state.generation, weights: traffic === undefined ? {} : weightsOf(traffic.split) };
}
