import { pairOf } from "../coexistence/meetings.ts";
import type { Timeline } from "../coexistence/timeline.ts";
import { CrossfadeError } from "../error/crossfade-error.ts";
import type { VerdictTable } from "../finding/verdict.ts";
import type { PairRef, System } from "../model/system.ts";
import { assemble } from "./assemble.ts";
import { explainNoOrder } from "./explain.ts";
import { type Layout, layOut } from "./layout.ts";
import { type Levels, levelsOf } from "./levels.ts";
import type { StepId } from "./plan.ts";
import type { Conflict, Planning } from "./planning.ts";
import type { Solution } from "./solve.ts";
import { stepId } from "./step.ts";
import { type WayBackLabels, wayBackLabels } from "./way-back.ts";
import { exactLabels, needsExactLabels } from "./way-back-exact.ts";

/**
 * Plans the release that `system` asks for: the order in which no breaking pair is in contact, in the fewest stages.
 * Deterministic, linear in pairs and moments unless two intermediate versions meet. THEORY A.3.
 */
export function planRelease(system: System, verdicts: VerdictTable): Planning {
  return planLayout(layOut(system, verdicts));
}

export function planLayout(layout: Layout): Planning {
  const { timeline, solution } = layout;
  if (solution.kind !== "order") return { kind: "impossible", conflicts: conflictsOf(timeline, solution) };
  const levels = levelsOf(solution.arcs, timeline);
  if (!levels) throw new CrossfadeError("CF_INTERNAL", { what: "the order of the plan has a cycle" });
  const back = labelsOf(layout, solution, levels);
  const plan = assemble(timeline, solution.arcs, levels, back, solution.relaxed);
  return { kind: plan.unknowns.length > 0 ? "unproven" : "proven", plan };
}

function labelsOf(
  layout: Layout,
  solution: Extract<Solution, { kind: "order" }>,
  levels: Levels,
): WayBackLabels {
  const relaxed = new Set(solution.relaxed);
  const local = wayBackLabels(layout.timeline, solution.arcs, levels, layout.meetings, relaxed);
  return needsExactLabels(layout) ? exactLabels(layout, levels, local, solution.relaxed.map(pairOf)) : local;
}

/** Where a way back gets its price, or is lost, and which pairs are to blame; none where it is the way a component moves. */
export function wayBackCauses(
  layout: Layout,
): { readonly step: StepId; readonly pairs: readonly PairRef[] }[] {
  const { timeline, solution } = layout;
  const levels = solution.kind === "order" ? levelsOf(solution.arcs, timeline) : undefined;
  if (solution.kind !== "order" || !levels) return [];
  const back = labelsOf(layout, solution, levels);
  return timeline.moments.flatMap((moment, node) => {
    if (timeline.same(node) !== node) return [];
    const pairs = back.causes(node).map(pairOf);
    return pairs.length > 0 || back.endsFree(node) || back.endsAll(node)
      ? [{ step: stepId(moment), pairs }]
      : [];
  });
}

function conflictsOf(
  timeline: Timeline,
  solution: Exclude<Solution, { kind: "order" }>,
): [Conflict, ...Conflict[]] {
  if (solution.kind === "too-many-choices")
    throw new CrossfadeError("CF_TOO_MANY_CHOICES", { choices: solution.choices });
  if (solution.kind === "no-order") return explainNoOrder(timeline, solution.arcs, solution.choices);
  const blocked = timeline.blocked.map((each): Conflict => ({ kind: "blocked", ...each }));
  const [first, ...rest] = [
    ...blocked,
    ...solution.conflicts.map(
      ({ kind, meeting }): Conflict => ({
        kind,
        pair: pairOf(meeting),
        findings: meeting.because,
      }),
    ),
  ];
  if (!first) throw new CrossfadeError("CF_INTERNAL", { what: "a plan is impossible without a conflict" });
  return [first, ...rest];
}
