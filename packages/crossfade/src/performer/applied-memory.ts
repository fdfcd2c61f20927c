import {
  type AppliedWeights,
  isSameWeights,
  type RouterState,
  type Weights,
  weightsOf,
} from "@crossfade/core";
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

/** What a person has set and the journal knows is news no more: only what comes after it is. */
export async function withKnownHand(
  work: Work,
  router: string,
  component: string,
  found: { readonly generation: number; readonly weights: Weights },
): Promise<AppliedWeights> {
  const memory = await readApplied(work, router, component);
  const { manual } = work.context.progress;
  const told = Object.hasOwn(manual, component) ? manual[component] : undefined;
  if (told === undefined || !isSameWeights(told, found.weights)) return memory;
  if (memory.applied !== undefined && isSameWeights(memory.applied.weights, found.weights)) return memory;
  const { generation, weights } = found;
  const known: AppliedWeights = { applied: { generation, weights } };
  await keepApplied(work, router, component, known);
  return known;
}
