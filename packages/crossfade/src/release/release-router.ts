import { needCapabilities, type ReleaseSpec, type RouterCapabilities } from "@crossfade/core";

/** A router of an environment, as far as a release has to know it. */
export interface ReleaseRouter {
  readonly id: string;
  /** The components that it sends users to. */
  readonly components: readonly string[];
  /** Absent: it could not be asked. */
  readonly capabilities?: RouterCapabilities;
}

const everybody = 10_000;

/** What the release will ask of a router has to be among what it can do: CF_ROUTER_LACKS, before anything is moved. */
export function needRoutersFit(spec: ReleaseSpec, routers: readonly ReleaseRouter[]): void {
  for (const { id, components, capabilities } of routers)
    if (capabilities !== undefined) needCapabilities(id, capabilities, needsOf(spec, components));
}

function needsOf(spec: ReleaseSpec, components: readonly string[]): readonly (keyof RouterCapabilities)[] {
  const moves = Object.values(spec.transitions).filter(
    ({ by, component }) => by === "router" && components.includes(component),
  );
  const needs: (keyof RouterCapabilities)[] = [];
  if (moves.length > 0) needs.push("drain");
  if (moves.some(({ strategy }) => strategy.rungs.some(({ weight }) => weight < everybody)))
    needs.push("sticky", "exact");
  if (
    moves.some(
      ({ checks }) =>
        checks.internalUsers.length > 0 || checks.syntheticPaths.length > 0 || checks.rehearsesRollback,
    )
  )
    needs.push("pins");
  if (moves.length > 0 && spec.gates.traffic !== undefined) needs.push("errorsByVersion");
  return needs;
}
