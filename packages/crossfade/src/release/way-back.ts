import {
  type ComponentTransition,
  defaultReleaseSettings,
  type Plan,
  planWayBack,
  type ReleaseBasis,
  type ReleaseSpec,
  type Strategy,
} from "@crossfade/core";
import type { WayBackView } from "../wire/views.ts";
import { approvalHash } from "./approval-hash.ts";
import { serverCosts, strategyBack, withServersBack } from "./servers-back.ts";
import { digestsOf } from "./spec-of-plan.ts";
import type { WayBackAsk } from "./way-back-ask.ts";
import { wayBackView } from "./way-back-view.ts";

export interface WayBackDraft {
  readonly view: WayBackView;
  readonly draft?: { readonly spec: ReleaseSpec; readonly basis: ReleaseBasis };
}

/**
 * The way back from where a release stands: what it does, what it costs, and the release that does it. The draft is there
 * past the point of no return, too, as long as there is an order: a person may answer for what breaks.
 */
export function wayBackOf(ask: WayBackAsk): WayBackDraft {
  const { spec, progress, basis, nowMs } = ask;
  const planned = planWayBack(spec, progress, basis, nowMs);
  const way = withServersBack(ask, planned);
  const { plan } = way;
  if (plan === undefined || (!movesUsers(plan) && way === planned))
    return { view: wayBackView(spec, way, basis.system) };
  const back = specOfRollback(ask, plan);
  const viewed = wayBackView(spec, way, basis.system);
  const view = { ...viewed, costs: [...viewed.costs, ...serverCosts(back)], planHash: back.planHash };
  return { view, draft: { spec: back, basis: { ...basis, system: way.system, report: reportOf(view) } } };
}

/** Without it there is nothing to take back: only what was half-way is cleared away. */
function movesUsers({ steps }: Plan): boolean {
  return steps.some(({ kind }) => kind === "start");
}

/**
 * A release of its own on the mirrored plan. It does not ask again what was asked when it was shown: whoever confirms it is
 * a person, no window keeps anybody from going back, and all users move in one rung, without evidence.
 */
function specOfRollback(ask: WayBackAsk, plan: Plan): ReleaseSpec {
  const { spec, id, by } = ask;
  const digests = digestsOf(plan, spec.digests);
  const transitions = Object.values(spec.transitions).map(
    (each) => [each.component, backwards(each, strategyBack(ask, plan, each))] as const,
  );
  return {
    releaseSchema: 1,
    id,
    environment: spec.environment,
    plan,
    planHash: approvalHash(plan, digests),
    transitions: Object.fromEntries(transitions),
    approvals: [],
    createdBy: by,
    calendar: { freezes: [] },
    settings: { ...defaultReleaseSettings, ...spec.settings, retainMs: 0 },
    gates: { http: [] },
    ...(spec.flags === undefined ? {} : { flags: spec.flags }),
    ...(spec.ramps === undefined ? {} : { ramps: spec.ramps }),
    takesBack: spec.id,
    digests,
    checklist: [],
    contacts: spec.contacts,
  };
}

/** The old version has served before: it has to be there and ready, no more. */
function backwards(
  { runsFirst: _, asAWhole: __, ...transition }: ComponentTransition,
  strategy: Strategy,
): ComponentTransition {
  const { assets } = transition.checks;
  return {
    ...transition,
    strategy,
    checks: {
      readyTimes: Math.min(1, transition.checks.readyTimes),
      soakMs: 0,
      syntheticPaths: [],
      rehearsesRollback: false,
      internalUsers: [],
      ...(assets === undefined ? {} : { assets }),
    },
  };
}

function reportOf({ order, costs, impossible }: WayBackView): string {
  return [...order.map(({ step }, index) => `${index + 1}. ${step}`), ...costs, ...impossible].join("\n");
}
