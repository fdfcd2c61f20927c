import {
  defaultReleaseSettings,
  type FlaggedVersion,
  type LiveVersion,
  type Plan,
  type ReleaseSpec,
} from "@crossfade/core";
import { releaseCalendar } from "../calendar/release-calendar.ts";
import type { ConfigEnvironment } from "../config/environment-config.ts";
import type { ConfigCalendar } from "../config/system-config.ts";
import { approvalHash } from "./approval-hash.ts";
import { checklistRules } from "./checklist-rules.ts";
import { gateSettings } from "./gate-settings.ts";
import { needRoutersFit, type ReleaseRouter } from "./release-router.ts";
import { type MovingPart, transitionsOf } from "./transitions.ts";

/** All that a release is made from; every part is a value. */
export interface SpecInput {
  readonly id: string;
  readonly plan: Plan;
  readonly environment: ConfigEnvironment;
  readonly calendars: readonly ConfigCalendar[];
  /** Versions of which part is behind flags. */
  readonly flagged?: readonly FlaggedVersion[];
  /** Every component of the system. */
  readonly components: readonly MovingPart[];
  /** Those of the environment. */
  readonly routers: readonly ReleaseRouter[];
  /** Where versions run now. */
  readonly live: readonly LiveVersion[];
  /** By version id: of what was published. */
  readonly digests: Readonly<Record<string, string>>;
  /** By component: the how-maniest attempt with its version this is. */
  readonly attempts: Readonly<Record<string, number>>;
  /** Who wants it: their own yes counts only where the environment says so. */
  readonly by: string;
  readonly nowMs: number;
}

/**
 * The release that carries out a plan by the rules of an environment, as they are now: what the environment says later
 * counts for later releases, but for its windows and freezes. CF_ROUTER_LACKS for what a router would be asked and cannot do, CF_SETS_IMPOSSIBLE.
 */
export function specOf(input: SpecInput): ReleaseSpec {
  const { id, plan, environment, calendars, digests, attempts, by, nowMs } = input;
  const transitions = transitionsOf(plan, environment, input);
  const moved = digestsOf(plan, digests);
  const flags = turnedIn(plan, input.flagged);
  const spec: ReleaseSpec = {
    releaseSchema: 1,
    id,
    environment: environment.id,
    plan,
    planHash: approvalHash(plan, moved),
    transitions,
    approvals: environment.approvals,
    createdBy: by,
    selfApproval: environment.selfApproval,
    calendar: releaseCalendar(environment, calendars, nowMs),
    settings: { ...defaultReleaseSettings, retainMs: environment.retainMs },
    gates: gateSettings(environment.gates, Object.values(transitions)),
    attempts,
    ...(flags.length === 0 ? {} : { flags }),
    digests: moved,
    checklist: checklistRules(environment),
    contacts: environment.contacts,
  };
  needRoutersFit(spec, input.routers);
  return spec;
}

/** Those that the plan lets out with their flags off. */
function turnedIn({ steps }: Plan, flagged: readonly FlaggedVersion[] = []): readonly FlaggedVersion[] {
  return flagged.filter(({ component, off }) =>
    steps.some((each) => each.component === component && each.version === off),
  );
}

/** Of the versions that the plan touches: others may change without touching what was approved. */
export function digestsOf(
  plan: Plan,
  digests: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const touched = new Set(plan.steps.map(({ component, version }) => `${component}@${version}`));
  return Object.fromEntries(
    Object.entries(digests)
      .filter(([id]) => touched.has(id))
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}
