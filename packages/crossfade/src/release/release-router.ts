import {
  type ComponentTransition,
  CrossfadeError,
  needCapabilities,
  type ReleaseSpec,
  type RouterCapabilities,
} from "@crossfade/core";

/** A router of an environment, as far as a release has to know it. */
export interface ReleaseRouter {
  readonly id: string;
  /** The components that it sends users to. */
  readonly components: readonly string[];
  /** Absent: it could not be asked. */
  readonly capabilities?: RouterCapabilities;
}

const everybody = 10_000;

/**
 * What the release will ask of a router has to be among what it can do: CF_ROUTER_LACKS, CF_SETS_IMPOSSIBLE, before
 * anything is moved.
 */
export function needRoutersFit(spec: ReleaseSpec, routers: readonly ReleaseRouter[]): void {
  const sharing = routers.filter(({ components }) => movesOf(spec, components).some(isInParts)).length;
  for (const router of routers) {
    const { id, components, capabilities } = router;
    if (capabilities === undefined) continue;
    if (capabilities.movesInstances !== true) needNoSets(spec, router);
    needCapabilities(id, capabilities, needsOf(spec, components, sharing > 1));
  }
}

/** Servers that change their version leave the router and come back to it. */
function needNoSets(spec: ReleaseSpec, { id, components }: ReleaseRouter): void {
  for (const { component, strategy } of Object.values(spec.transitions))
    if (components.includes(component) && strategy.sets !== undefined)
      throw new CrossfadeError("CF_SETS_IMPOSSIBLE", {
        component,
        sets: strategy.sets.length,
        why: `the router ${id} learns of other servers by a reload only. Run the new version on servers of its own`,
      });
}

function movesOf(spec: ReleaseSpec, components: readonly string[]): readonly ComponentTransition[] {
  return Object.values(spec.transitions).filter(
    ({ by, component }) => by === "router" && components.includes(component),
  );
}

function isInParts({ strategy }: ComponentTransition): boolean {
  return strategy.rungs.some(({ weight }) => weight < everybody);
}

/**
 * `isShared`: other routers of the release give shares to users, too. A reload for each shift, and streams that are cut, are
 * what a release can live with; the rest is needed as soon as it is used.
 */
function needsOf(
  spec: ReleaseSpec,
  components: readonly string[],
  isShared: boolean,
): readonly (keyof RouterCapabilities)[] {
  const moves = movesOf(spec, components);
  const needs: (keyof RouterCapabilities)[] = [];
  if (moves.length > 0) needs.push("drain", "atomic", "fenced");
  if (moves.some(isInParts)) needs.push("sticky", "exact");
  if (moves.some(isInParts) && isShared) needs.push("sameUsers");
  if (
    moves.some(
      ({ checks }) =>
        checks.internalUsers.length > 0 || checks.syntheticPaths.length > 0 || checks.rehearsesRollback,
    )
  )
    needs.push("pins");
  if (moves.length > 0 && spec.gates.traffic !== undefined) needs.push("errorsByVersion", "histogram");
  return needs;
}
