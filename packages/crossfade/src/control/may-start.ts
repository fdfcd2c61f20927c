import {
  ABSENT,
  builtLabel,
  CrossfadeError,
  type LiveVersion,
  type ReleaseLine,
  type ReleaseSpec,
} from "@crossfade/core";

/**
 * A plan holds for the versions that it was made from, and for nobody else moving beside it.
 * CF_ENVIRONMENT_BUSY, CF_PLAN_OUTDATED
 */
export function needStartable(
  spec: ReleaseSpec,
  { others, live }: { readonly others: readonly ReleaseLine[]; readonly live: readonly LiveVersion[] },
): void {
  const other = others.find(
    ({ id, phase }) => id !== spec.id && (phase === "running" || phase === "aborting"),
  );
  if (other !== undefined)
    throw new CrossfadeError("CF_ENVIRONMENT_BUSY", { other: other.id, environment: spec.environment });
  for (const [component, label] of Object.entries(spec.plan.from))
    needStillLive(spec.id, live, component, builtLabel(label));
}

/** Whether two releases of one environment may not run side by side. */
export function excludes(one: ReleaseSpec, other: ReleaseSpec): boolean {
  if (one.ramps === undefined && other.ramps === undefined) return true;
  const keys = (spec: ReleaseSpec) =>
    spec.ramps === undefined
      ? (spec.flags ?? []).flatMap((each) => each.keys)
      : Object.keys(spec.transitions);
  return keys(one).some((key) => keys(other).includes(key));
}

/** Two that were started in the same moment saw nobody: the one whose name comes later waits. Undefined: nobody is in the way. */
export function givesWayTo(spec: ReleaseSpec, others: readonly ReleaseLine[]): ReleaseLine | undefined {
  return others.find(({ id, phase }) => id < spec.id && (phase === "running" || phase === "aborting"));
}

/** Only what is known to be otherwise is an objection: of some components nobody has ever said what runs. */
function needStillLive(
  release: string,
  live: readonly LiveVersion[],
  component: string,
  label: string,
): void {
  const serving = live.filter((each) => each.component === component && each.phase === "released");
  const isAsPlanned =
    label === ABSENT
      ? serving.length === 0
      : serving.length === 0 || serving.some((each) => each.label === label);
  if (isAsPlanned) return;
  const planned = label === ABSENT ? `no ${component}` : `${component}@${label}`;
  const now = serving.map((each) => `${component}@${each.label}`).join(" and ");
  throw new CrossfadeError("CF_PLAN_OUTDATED", { release, planned, now });
}
