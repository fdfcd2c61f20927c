import {
  type ComponentTransition,
  defaultReleaseSettings,
  type Plan,
  planWayBack,
  type ReleaseBasis,
  type ReleaseProgress,
  type ReleaseSpec,
} from "@crossfade/core";
import type { WayBackView } from "../wire/views.ts";
import { approvalHash } from "./approval-hash.ts";
import { digestsOf } from "./spec-of-plan.ts";
import { wayBackView } from "./way-back-view.ts";

export interface WayBackAsk {
  readonly spec: ReleaseSpec;
  readonly progress: ReleaseProgress;
  readonly basis: ReleaseBasis;
  /** Of the release that leads back. */
  readonly id: string;
  readonly by: string;
  readonly nowMs: number;
}

export interface WayBackDraft {
  readonly view: WayBackView;
  readonly draft?: { readonly spec: ReleaseSpec; readonly basis: ReleaseBasis };
}

/**
 * The way back from where a release stands: what it does, what it costs, and the release that does it. The draft is there
 * past the point of no return, too, as long as there is an order: a person may answer for what breaks.
 */
export function wayBackOf({ spec, progress, basis, id, by, nowMs }: WayBackAsk): WayBackDraft {
  const way = planWayBack(spec, progress, basis, nowMs);
  const { plan } = way;
  if (plan === undefined || !movesUsers(plan)) return { view: wayBackView(spec, way, basis.system) };
  const back = specOfRollback(spec, plan, { id, by });
  const view = { ...wayBackView(spec, way, basis.system), planHash: back.planHash };
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
function specOfRollback(
  spec: ReleaseSpec,
  plan: Plan,
  { id, by }: { readonly id: string; readonly by: string },
): ReleaseSpec {
  const digests = digestsOf(plan, spec.digests);
  const transitions = Object.values(spec.transitions).map(
    (each) => [each.component, backwards(each)] as const,
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
    takesBack: spec.id,
    digests,
    checklist: [],
    contacts: spec.contacts,
  };
}

const everybody = 10_000;

/** The old version has served before: it has to be there and ready, no more. */
function backwards(transition: ComponentTransition): ComponentTransition {
  return {
    ...transition,
    strategy: {
      rungs: [{ weight: everybody, bakeMs: 0, timeoutMs: 0, promotion: "automatic", unwatched: true }],
    },
    checks: {
      readyTimes: Math.min(1, transition.checks.readyTimes),
      soakMs: 0,
      syntheticPaths: [],
      rehearsesRollback: false,
      internalUsers: [],
    },
  };
}

function reportOf({ order, costs, impossible }: WayBackView): string {
  return [...order.map(({ step }, index) => `${index + 1}. ${step}`), ...costs, ...impossible].join("\n");
}
