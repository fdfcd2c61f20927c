import type { LiveVersion } from "../environment/facts.ts";
import { beginTraffic, joinVersion } from "./join-version.ts";
import { type RouterState, versionOf } from "./router-state.ts";

/**
 * The state in which a router knows every version that runs behind it. Nobody's version changes by it: only of a component
 * that nobody gets yet, the newest version that has users elsewhere already, or had them before Crossfade came, gets all.
 * What a person has blocked stays so. The same state where there is nothing new.
 */
export function withLiveVersions(
  state: RouterState,
  components: readonly string[],
  live: readonly LiveVersion[],
): RouterState {
  const behind = live.filter(
    ({ component, endpoints }) => components.includes(component) && endpoints.length > 0,
  );
  const joined = behind.reduce((next, { component, label, endpoints }) => {
    const known = Object.hasOwn(next.components, component) ? next.components[component] : undefined;
    const isBlocked = known !== undefined && versionOf(known, label)?.stage === "blocked";
    return isBlocked ? next : joinVersion(next, { component, label, urls: endpoints });
  }, state);
  return behind
    .filter(({ phase }) => phase === "released")
    .reverse()
    .reduce((next, { component, label }) => {
      const traffic = next.components[component];
      const isNew = traffic !== undefined && traffic.split.length === 0;
      return isNew && versionOf(traffic, label)?.stage !== "blocked"
        ? beginTraffic(next, { component, label })
        : next;
    }, joined);
}
