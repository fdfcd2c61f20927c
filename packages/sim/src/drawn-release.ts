import {
  type ComponentTransition,
  CrossfadeError,
  defaultComparison,
  defaultReleaseSettings,
  defaultTrafficGate,
  type Kind,
  type LiveVersion,
  type Plan,
  planRelease,
  type ReleaseBasis,
  type ReleaseSpec,
  type Rung,
  rollingRungs,
} from "@crossfade/core";
import { Story } from "../../../test/support/story.ts";
import { serverSets } from "../../crossfade/src/release/server-sets.ts";
import type { Dice } from "./dice.ts";

/** A system, two versions of each of its parts, and the release from the one to the other. */
export interface DrawnRelease {
  readonly basis: ReleaseBasis;
  readonly spec: ReleaseSpec;
  /** Sets of servers by component, where they are updated in place. */
  readonly servers: Readonly<Record<string, readonly (readonly string[])[]>>;
}

const maxDraws = 50;
const breakingShare = 0.35;
const inSetsShare = 0.4;
const kinds: Readonly<Record<string, Kind>> = {
  api: "service",
  page: "service",
  worker: "worker",
  db: "schema",
  settings: "config",
};
const links = [
  { ends: "page -> api" },
  { ends: "api -> worker", meeting: { lasts: 1 } },
  { ends: "api -> db", meeting: { medium: "schema" } },
  { ends: "worker -> db", meeting: { medium: "schema" } },
] as const;

/** Drawn again while there is no order for it. */
export function drawRelease(dice: Dice, { isMeasured }: { readonly isMeasured: boolean }): DrawnRelease {
  for (let draw = 0; draw < maxDraws; draw++) {
    const { system, verdicts } = storyOf(dice).tell();
    const planning = planRelease(system, verdicts);
    if (planning.kind === "impossible") continue;
    const pairs = [...verdicts].flatMap(([link, bySender]) =>
      [...bySender].flatMap(([sender, byReceiver]) =>
        [...byReceiver].map(([receiver, verdict]) => [link, sender, receiver, verdict] as const),
      ),
    );
    const drawn = specOf(planning.plan, dice, isMeasured);
    const spec = withSets(drawn, dice.of("sets"));
    const servers = Object.values(spec.transitions).flatMap(({ component, strategy: { sets } }) =>
      sets === undefined ? [] : [[component, sets] as const],
    );
    return { basis: { system, verdicts: pairs, report: "" }, spec, servers: Object.fromEntries(servers) };
  }
  throw new Error(`None of ${maxDraws} systems can be released.`);
}

function storyOf(dice: Dice): Story {
  const present = new Set(["api"]);
  for (const [id, share] of Object.entries({ page: 0.7, worker: 0.6, db: 0.6, settings: 0.3 }))
    if (dice.chance(share)) present.add(id);
  const story = new Story();
  for (const id of present) story.part(id, kinds[id] ?? "service");
  for (const { ends, ...rest } of links) {
    const [sender = "", receiver = ""] = ends.split(" -> ");
    if (!present.has(sender) || !present.has(receiver)) continue;
    story.link(ends, "meeting" in rest ? rest.meeting : {});
    for (const [from, to] of ["10", "01"])
      if (dice.chance(breakingShare)) story.breaks(`${sender}@${from} -> ${receiver}@${to}`);
  }
  return story;
}

function specOf(plan: Plan, dice: Dice, isMeasured: boolean): ReleaseSpec {
  const transitions = Object.keys(plan.from).map((id) => transitionOf(id, dice, isMeasured));
  const limits = { ...defaultTrafficGate, bakeS: 30, minRequests: 100, withoutDataS: 120 };
  return {
    releaseSchema: 1,
    id: "r1",
    environment: "production",
    plan,
    planHash: "r1",
    transitions: Object.fromEntries(transitions.map((each) => [each.component, each])),
    approvals: [],
    calendar: { freezes: [] },
    settings: {
      ...defaultReleaseSettings,
      maxAttempts: 5,
      maxRetryMs: 15_000,
      judgeEveryMs: 5_000,
      retainMs: dice.chance(0.5) ? 0 : dice.between(10, 120) * 1_000,
    },
    gates: { http: [], ...(isMeasured ? { traffic: { comparison: defaultComparison, limits } } : {}) },
    digests: {},
    checklist: [],
    contacts: [],
  };
}

/** Some services run on servers that are updated in place, where the plan allows it. */
function withSets(spec: ReleaseSpec, dice: Dice): ReleaseSpec {
  const transitions = Object.values(spec.transitions).map((transition) => {
    const { component, kind, strategy } = transition;
    const [rung] = strategy.rungs;
    if (kind !== "service" || rung === undefined || !dice.chance(inSetsShare)) return [component, transition];
    const count = dice.between(2, 4);
    const endpoints = Array.from({ length: dice.between(count, 6) }, (_, index) =>
      serverOf(component, index),
    );
    const live: LiveVersion = { component, label: "0", phase: "released", endpoints, deployedMs: 0 };
    const sets = setsOf(spec.plan, live, count);
    if (sets === undefined) return [component, transition];
    return [component, { ...transition, strategy: { rungs: rollingRungs(sets, rung), sets } }];
  });
  return { ...spec, transitions: Object.fromEntries(transitions) };
}

function setsOf(plan: Plan, live: LiveVersion, count: number): ReturnType<typeof serverSets> {
  try {
    return serverSets({ component: live.component, plan, live: [live] }, count);
  } catch (error) {
    if (error instanceof CrossfadeError && error.code === "CF_SETS_IMPOSSIBLE") return undefined;
    throw error;
  }
}

function serverOf(component: string, index: number): string {
  return `http://${component}-${index + 1}.servers.internal:80`;
}

function transitionOf(component: string, dice: Dice, isMeasured: boolean): ComponentTransition {
  const kind = kinds[component] ?? "service";
  const promotion: Rung["promotion"] = !isMeasured && dice.chance(0.3) ? "manual" : "automatic";
  const consumers = dice.of(`consumers of ${component}`);
  const of = kind === "worker" && consumers.chance(0.6) ? consumers.between(1, 4) : undefined;
  const weights = dice.pick([[10_000], [500, 10_000], [100, 2_500, 10_000], [500, 2_500, 5_000, 10_000]]);
  const bakeMs = dice.between(5, 40) * 1_000;
  return {
    component,
    kind,
    by: kind === "service" ? "router" : "deployer",
    strategy: {
      rungs: (of === undefined ? weights : consumerWeights(of)).map((weight) => ({
        weight,
        ...(of === undefined ? {} : { consumers: { count: Math.round((weight * of) / 10_000), of } }),
        bakeMs,
        timeoutMs: 180_000,
        promotion,
      })),
    },
    checks: {
      // More than one would wait by the real clock in between.
      readyTimes: 1,
      soakMs: dice.chance(0.5) ? 0 : dice.between(1, 20) * 1_000,
      syntheticPaths: [],
      rehearsesRollback: false,
      internalUsers: dice.chance(0.4) ? ["alice"] : [],
    },
  };
}

/** One, then all of them. */
function consumerWeights(of: number): readonly number[] {
  return of === 1 ? [10_000] : [Math.floor(10_000 / of), 10_000];
}
