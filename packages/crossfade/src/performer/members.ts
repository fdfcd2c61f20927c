import { joinVersion, type LiveVersion, liveVersions, type RouterState, versionOf } from "@crossfade/core";
import type { Target, Work } from "./performing.ts";

export async function liveOf({ facts, context }: Work): Promise<readonly LiveVersion[]> {
  return liveVersions(await facts.facts(context.spec.environment));
}

export function endpointsOf(live: readonly LiveVersion[], { component, version }: Target): readonly string[] {
  return live.find((each) => each.component === component && each.label === version)?.endpoints ?? [];
}

/**
 * The state in which the router knows these versions. A router that was started anew may have forgotten one that is dark,
 * and one that was closing may be wanted again; the rest stays as it is.
 */
export function withMembers(
  state: RouterState,
  live: readonly LiveVersion[],
  targets: readonly Target[],
): RouterState {
  return targets.reduce((before, target) => {
    const { component, version: label } = target;
    const traffic = Object.hasOwn(before.components, component) ? before.components[component] : undefined;
    const known = traffic === undefined ? undefined : versionOf(traffic, label);
    const urls = endpointsOf(live, target);
    const isMissing = known === undefined && urls.length > 0;
    if (!isMissing && known?.stage !== "closing") return before;
    return joinVersion(before, {
      component,
      label,
      isWanted: true,
      urls: urls.length > 0 ? urls : (known?.instances ?? []).map(({ url }) => url),
    });
  }, state);
}
