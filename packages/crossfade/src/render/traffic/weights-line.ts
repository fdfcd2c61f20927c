import { type RouterState, trafficOf, weightsOf, weightText } from "@crossfade/core";
import { forTerminal } from "../escape.ts";

/** "myapp-v1: 100%, myapp-v2: 0%", oldest first. CF_COMPONENT_UNROUTED. */
export function weightsLine(state: RouterState, component: string): string {
  return weightsList(state, component)
    .map(({ label, weight }) => forTerminal(`${component}-${label}: ${weightText(weight)}`))
    .join(", ");
}

/** Buckets of 10,000, oldest first. CF_COMPONENT_UNROUTED. */
export function weightsList(
  state: RouterState,
  component: string,
): readonly { readonly label: string; readonly weight: number }[] {
  const traffic = trafficOf(state, component);
  const weights = weightsOf(traffic.split);
  return [...traffic.versions].reverse().map(({ label }) => ({ label, weight: weights[label] ?? 0 }));
}
