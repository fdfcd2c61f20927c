import {
  ABSENT,
  type AlsoThere,
  type LivePhase,
  type LiveVersion,
  type RegistryRequest,
  type VersionLabel,
} from "@crossfade/core";

/** What a release goes from and to, and what is there beside. */
export interface LiveSides extends RegistryRequest {
  /** Deployed beside `from` and `to`, and serving nobody. */
  readonly idle: readonly LiveVersion[];
}

type Labels = Readonly<Record<string, VersionLabel>>;

/**
 * Where a release begins: of each component the version that came last to users, but for the one that it goes to. What the
 * release does not name stays.
 */
export function liveSides(live: readonly LiveVersion[], wanted: Labels): LiveSides {
  const from: Record<string, VersionLabel> = {};
  const idle: LiveVersion[] = [];
  const also: AlsoThere[] = [];
  for (const component of new Set(live.map((each) => each.component))) {
    const own = live.filter((each) => each.component === component);
    const first = firstOf(own, wanted[component]);
    if (first !== undefined) from[component] = first.label;
    // Nobody has met it yet, and nobody will in this release.
    else if (wanted[component] === undefined) from[component] = ABSENT;
    const others = own.filter(({ label }) => label !== first?.label && label !== wanted[component]);
    also.push(...others.map(({ label, phase }) => ({ component, label, isServing: phase === "released" })));
    idle.push(...others.filter(({ phase }) => phase !== "released"));
  }
  return { from, to: { ...from, ...wanted }, also, idle };
}

/** Who serves now; where nobody does any more, who did last. */
function firstOf(own: readonly LiveVersion[], wanted: VersionLabel | undefined): LiveVersion | undefined {
  const newest = (phase: LivePhase) =>
    own.filter((each) => each.phase === phase).sort((one, other) => sinceMs(other) - sinceMs(one));
  const serving = newest("released");
  const other = serving.find(({ label }) => label !== wanted);
  return other ?? serving[0] ?? newest("ended")[0];
}

function sinceMs({ startedMs, deployedMs }: LiveVersion): number {
  return startedMs ?? deployedMs;
}
