import {
  type Calendar,
  type Component,
  defaultReleaseSettings,
  type GateSettings,
  planRelease,
  type ReleaseBasis,
  type ReleaseSpec,
  type Rung,
  type System,
  shareLabel,
} from "@crossfade/core";
import { approvalHash } from "./approval-hash.ts";

/** What an environment asks of a flag that climbs. */
export interface RampRules {
  readonly gates: GateSettings;
  readonly contacts: readonly string[];
  calendar(nowMs: number): Calendar;
}

export interface RampInput {
  readonly id: string;
  readonly environment: string;
  /** The component whose file has the flag. */
  readonly component: string;
  readonly key: string;
  /** Buckets of 10,000 that have it now. */
  readonly from: number;
  /** Growing, all above `from`. */
  readonly shares: readonly number[];
  readonly bakeMs: number;
  readonly promotion: Rung["promotion"];
  readonly rules: RampRules;
  readonly by: string;
  readonly nowMs: number;
}

/** A gate that stays undecided for so long beyond the bake time holds the ramp. */
const timeoutMs = 600_000;

/** A release whose only component is a flag: its versions are shares of the users. Nobody has to approve it who may set the flag at once. */
export function rampRelease(input: RampInput): { readonly spec: ReleaseSpec; readonly basis: ReleaseBasis } {
  const { id, key, from, shares, rules, nowMs, by } = input;
  const target = shareLabel(shares.at(-1) ?? from);
  const system: System = {
    id: key,
    components: [climbing(key, [shareLabel(from), target])],
    links: [],
    groups: [],
    clearings: [],
    cutOffs: [],
    accepted: [],
    promised: [],
  };
  const planning = planRelease(system, new Map());
  if (planning.kind === "impossible") throw new TypeError("a flag alone is in nobody's way");
  const { plan } = planning;
  const spec: ReleaseSpec = {
    releaseSchema: 1,
    id,
    environment: input.environment,
    plan,
    planHash: approvalHash(plan, {}),
    transitions: { [key]: transitionOf(input) },
    approvals: [],
    createdBy: by,
    calendar: rules.calendar(nowMs),
    settings: { ...defaultReleaseSettings, retainMs: 0 },
    gates: rules.gates,
    ramps: input.component,
    digests: {},
    checklist: [],
    contacts: rules.contacts,
  };
  const report = `${key}: ${[from, ...shares].map(shareLabel).join(" → ")}`;
  return { spec, basis: { system, verdicts: [], report } };
}

function climbing(id: string, chain: readonly string[]): Component {
  return {
    id,
    kind: "flags",
    chain,
    older: [],
    forward: "overlap",
    back: "overlap",
    dark: "none",
    serial: true,
    endless: [],
    ours: true,
    tail: false,
    worstWaitMs: 0,
  };
}

function transitionOf({ key, shares, bakeMs, promotion }: RampInput): ReleaseSpec["transitions"][string] {
  return {
    component: key,
    kind: "flags",
    by: "flag",
    strategy: { rungs: shares.map((weight) => ({ weight, bakeMs, timeoutMs, promotion })) },
    checks: { readyTimes: 0, soakMs: 0, syntheticPaths: [], rehearsesRollback: false, internalUsers: [] },
  };
}
