import { type Meeting, meetings, pairOf } from "../coexistence/meetings.ts";
import { type LinkSpans, spansOf } from "../coexistence/spans.ts";
import { type Timeline, timelineOf } from "../coexistence/timeline.ts";
import { CrossfadeError } from "../error/crossfade-error.ts";
import type { VerdictTable } from "../finding/verdict.ts";
import type { PairRef, System } from "../model/system.ts";
import { assemble } from "./assemble.ts";
import { explainNoOrder } from "./explain.ts";
import type { Arc } from "./graph.ts";
import { type Levels, levelsOf } from "./levels.ts";
import type { StepId } from "./plan.ts";
import type { Conflict, Planning } from "./planning.ts";
import { type Solution, solve } from "./solve.ts";
import { stepId } from "./step.ts";
import { type WayBackLabels, wayBackLabels } from "./way-back.ts";
import { exactLabels, needsExactLabels } from "./way-back-exact.ts";

/** A release laid out: its moments, its spans, the pairs that matter, and the order that keeps them apart. */
export interface Layout {
  readonly timeline: Timeline;
  readonly spans: readonly LinkSpans[];
  readonly meetings: readonly Meeting[];
  readonly solution: Solution;
  readonly verdicts: VerdictTable;
}

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

export function layOut(system: System, verdicts: VerdictTable): Layout {
  const timeline = timelineOf(system);
  const spans = spansOf(timeline);
  const all = meetings(timeline, spans, verdicts);
  return {
    timeline,
    spans,
    meetings: all,
    solution: solve(all, timeline, (arcs) => costOf(arcs, timeline)),
    verdicts,
  };
}

/** Which of two orders is better: less declared waiting, then fewer stages, then canonical order. Downtime is the channels' own. */
function costOf(arcs: readonly Arc[], timeline: Timeline): readonly number[] {
  const levels = levelsOf(arcs, timeline);
  return levels ? [greatest(levels.worstMs), greatest(levels.level)] : [Number.POSITIVE_INFINITY];
}

/** Where a way back ends to be free or possible, and which pairs are to blame; none of them where a component cannot go back. */
export function wayBackCauses(
  layout: Layout,
): { readonly step: StepId; readonly pairs: readonly PairRef[] }[] {
  const { timeline, solution } = layout;
  const levels = solution.kind === "order" ? levelsOf(solution.arcs, timeline) : undefined;
  if (solution.kind !== "order" || !levels) return [];
  const back = labelsOf(layout, solution, levels);
  return timeline.moments.flatMap((moment, node) => {
    if (timeline.same(node) !== node || !(back.endsFree(node) || back.endsAll(node))) return [];
    return [{ step: stepId(moment), pairs: back.causes(node).map(pairOf) }];
  });
}

/** The declared worst waits on the longest path of a plan, in ms. */
export function worstWaitMs({ timeline, solution }: Layout): number {
  const levels = solution.kind === "order" ? levelsOf(solution.arcs, timeline) : undefined;
  return levels ? greatest(levels.worstMs) : Number.POSITIVE_INFINITY;
}

function greatest(values: Iterable<number>): number {
  let most = 0;
  for (const each of values) if (each > most) most = each;
  return most;
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
