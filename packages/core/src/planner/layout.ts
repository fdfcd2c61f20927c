import { type Meeting, meetings } from "../coexistence/meetings.ts";
import { type LinkSpans, spansOf } from "../coexistence/spans.ts";
import { type Timeline, timelineOf } from "../coexistence/timeline.ts";
import type { VerdictTable } from "../finding/verdict.ts";
import type { System } from "../model/system.ts";
import type { Arc } from "./graph.ts";
import { levelsOf } from "./levels.ts";
import { type Solution, solve } from "./solve.ts";

/** A release laid out: its moments, its spans, the pairs that matter, and the order that keeps them apart. */
export interface Layout {
  readonly timeline: Timeline;
  readonly spans: readonly LinkSpans[];
  readonly meetings: readonly Meeting[];
  readonly solution: Solution;
  readonly verdicts: VerdictTable;
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
export function costOf(arcs: readonly Arc[], timeline: Timeline): readonly number[] {
  const levels = levelsOf(arcs, timeline);
  return levels ? [greatest(levels.worstMs), greatest(levels.level)] : [Number.POSITIVE_INFINITY];
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
