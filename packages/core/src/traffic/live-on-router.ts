import type { Fact, LiveVersion } from "../environment/facts.ts";
import { beginTraffic, joinVersion } from "./join-version.ts";
import { isRehearsalUser } from "./rehearsal-user.ts";
import { type RouterState, versionOf } from "./router-state.ts";
import { weightsOf } from "./split.ts";

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

/**
 * What a router does that nobody has told: by somebody's hand it gives users, by weight or by name, to a version that is
 * known as dark or as ended, or it served before Crossfade came to know of it. Versions that nobody knows count only while
 * none of the component is known to have had users: the others are gone, and the router was read too early. One that has
 * ended counts only where the router was read after that was known.
 */
export function servedUnknown(
  state: RouterState,
  components: readonly string[],
  live: readonly LiveVersion[],
): readonly Fact[] {
  return components.flatMap((component) => {
    const traffic = Object.hasOwn(state.components, component) ? state.components[component] : undefined;
    if (traffic === undefined) return [];
    const known = live.filter((each) => each.component === component);
    const isNew = known.every(({ phase }) => phase === "dark");
    const weights = weightsOf(traffic.split);
    const pins = Object.entries(traffic.userPins).filter(([user]) => !isRehearsalUser(user));
    const pinned = new Set(pins.map(([, label]) => label));
    // Candidates stand first: who came last is told last.
    const serving = traffic.versions
      .filter(({ label }) => (weights[label] ?? 0) > 0 || pinned.has(label))
      .reverse();
    return serving.flatMap(({ label, instances }): readonly Fact[] => {
      const phase = known.find((each) => each.label === label)?.phase;
      const started: Fact = { kind: "started", component, label };
      if (phase === "dark" || phase === "ended") return [started];
      if (phase !== undefined || !isNew) return [];
      return [{ kind: "deployed", component, label, endpoints: instances.map(({ url }) => url) }, started];
    });
  });
}
