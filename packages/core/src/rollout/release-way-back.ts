import { spansOf } from "../coexistence/spans.ts";
import { timelineOf } from "../coexistence/timeline.ts";
import type { VerdictTable } from "../finding/verdict.ts";
import type { PairRef, System } from "../model/system.ts";
import { mirrored, type ReleaseState } from "../planner/mirror.ts";
import type { Plan, Step, WayBack } from "../planner/plan.ts";
import { planRelease } from "../planner/plan-release.ts";
import type { Conflict } from "../planner/planning.ts";
import { reversibility } from "../planner/reversibility.ts";
import type { ReleaseProgress } from "./progress.ts";
import type { ReleaseBasis, ReleaseSpec } from "./release-spec.ts";

/** The release that leads back from where a release stands. */
export interface ReleaseWayBack {
  readonly wayBack: WayBack;
  /** Absent: no order leads back, whoever answers for it. */
  readonly plan?: Plan;
  /** What it was planned from: its own way back is planned from that. */
  readonly system: System;
  /** Components that have moved and cannot go back: they stay where they are. */
  readonly stranded: readonly string[];
  /** Breaking pairs that no order keeps apart; they are in contact on this way. */
  readonly broken: readonly PairRef[];
  /** Unknown pairs that are in contact on this way. */
  readonly unknowns: readonly PairRef[];
}

/** Plans the way back of a release that is not under way any more: half-way transitions have been taken back. */
export function planWayBack(
  spec: ReleaseSpec,
  progress: ReleaseProgress,
  basis: ReleaseBasis,
  nowMs: number,
): ReleaseWayBack {
  const verdicts = verdictTableOf(basis);
  const state = releaseStateOf(spec, progress, nowMs);
  const timeline = timelineOf(basis.system);
  const { system, oneWay } = mirrored(timeline, spansOf(timeline), state);
  const { wayBack, plan, unknowns } = reversibility(basis.system, verdicts, state);
  if (plan !== undefined) return { wayBack, plan, system, stranded: [], broken: [], unknowns };
  const stranded = oneWay ? oneWayComponents(basis.system, state) : [];
  return { wayBack, stranded, ...forced(system, verdicts) };
}

/** What has happened, as the planner reads it: steps that are done, and leftovers that are known to be gone. */
function releaseStateOf({ plan }: ReleaseSpec, progress: ReleaseProgress, nowMs: number): ReleaseState {
  const doneMs = (id: string) => progress.steps[id]?.doneMs;
  const versions = new Map(plan.steps.map(({ id, version }) => [id, version]));
  const over = plan.waits.filter(({ id, before, link, lingerMs }) => {
    if (link === undefined || doneMs(before) === undefined) return false;
    return (
      progress.cleared.includes(id) || (lingerMs !== undefined && nowMs >= (doneMs(before) ?? 0) + lingerMs)
    );
  });
  // What is being deployed may run already: nobody says so before it is done.
  const isThere = ({ id, kind }: Step) =>
    doneMs(id) !== undefined || (kind === "deploy" && Object.hasOwn(progress.steps, id));
  return {
    done: new Set(plan.steps.filter(isThere).map(({ id }) => id)),
    empty: new Set(over.map(({ before, link }) => `${link} ${versions.get(before)}`)),
    risked: plan.unknowns,
  };
}

function verdictTableOf({ verdicts }: Pick<ReleaseBasis, "verdicts">): VerdictTable {
  const table = new Map<string, Map<string, Map<string, (typeof verdicts)[number][3]>>>();
  for (const [link, sender, receiver, verdict] of verdicts) {
    const ofLink = table.get(link) ?? new Map();
    const ofSender = ofLink.get(sender) ?? new Map();
    table.set(link, ofLink.set(sender, ofSender.set(receiver, verdict)));
  }
  return table;
}

function oneWayComponents({ components }: System, { done }: ReleaseState): readonly string[] {
  return components
    .filter(
      ({ id, back, chain }) =>
        back === "none" && chain.slice(1).some((label) => done.has(`start ${id}@${label}`)),
    )
    .map(({ id }) => id);
}

/** Each turn takes at least one pair out of the way; a system has fewer breaking pairs in contact than this. */
const maxTurns = 200;

/** The way back for somebody who answers for what breaks: everything that is kept apart elsewhere still is. */
function forced(
  system: System,
  verdicts: VerdictTable,
): Pick<ReleaseWayBack, "plan" | "system" | "broken" | "unknowns"> {
  const broken: PairRef[] = [];
  for (let turn = 0; turn < maxTurns; turn++) {
    const risked = { ...system, accepted: [...system.accepted, ...broken] };
    const planning = planRelease(risked, verdicts);
    if (planning.kind !== "impossible")
      return { plan: planning.plan, system: risked, broken, unknowns: planning.plan.unknowns };
    const pairs = planning.conflicts.flatMap(pairsOf);
    if (pairs.length === 0) break;
    broken.push(...pairs);
  }
  return { system, broken, unknowns: [] };
}

function pairsOf(conflict: Conflict): readonly PairRef[] {
  switch (conflict.kind) {
    case "blocked":
      return [];
    case "cycle":
      // One of them is enough to open the circle.
      return conflict.because.flatMap(({ pair }) => (pair === undefined ? [] : [pair])).slice(0, 1);
    case "pairs":
      return conflict.pairs.slice(0, 1);
    default:
      return [conflict.pair];
  }
}
