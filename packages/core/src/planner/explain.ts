import { type Meeting, pairOf } from "../coexistence/meetings.ts";
import type { Timeline } from "../coexistence/timeline.ts";
import { type Choice, choose } from "./choose.ts";
import { type Arc, graphOf, shortestCycles } from "./graph.ts";
import type { Because, Conflict, MomentRef } from "./planning.ts";
import { stepId } from "./step.ts";

/** At most this many pairs are tried when a minimal contradictory set is looked for. */
const MAX_DELETIONS = 200;

/** Says why these arcs and choices have no order: the shortest cycles, or a set of pairs of which none can be left out. */
export function explainNoOrder(
  timeline: Timeline,
  arcs: readonly Arc[],
  choices: readonly Choice[],
): [Conflict, ...Conflict[]] {
  const cycles = shortestCycles(graphOf(timeline.moments.length, arcs, timeline.same));
  const [first, ...rest] = cycles.map(
    (cycle): Conflict => ({
      kind: "cycle",
      because: cycle.map((arc) => becauseOf(timeline, arc)),
    }),
  );
  return first ? [first, ...rest] : [contradictoryPairs(timeline, arcs, choices)];
}

function becauseOf(timeline: Timeline, arc: Arc): Because {
  const name = (node: number): MomentRef => {
    const moment = timeline.moments[node];
    if (!moment) throw new TypeError(`no moment ${node}`);
    return { step: stepId(moment), component: moment.component, version: moment.version };
  };
  return {
    before: name(arc.from),
    after: name(arc.to),
    ...(arc.rule ? { rule: arc.rule } : {}),
    ...(arc.meeting ? { pair: pairOf(arc.meeting) } : {}),
    findings: arc.meeting?.because ?? [],
  };
}

/** Deletes pairs one by one while no order appears. */
function contradictoryPairs(timeline: Timeline, arcs: readonly Arc[], choices: readonly Choice[]): Conflict {
  const impossible = (without: ReadonlySet<Meeting>) => {
    const kept = arcs.filter((each) => !each.meeting || !without.has(each.meeting));
    const left = choices.filter((each) => !without.has(each.meeting));
    return choose(kept, left, timeline.moments.length, timeline.same, () => [], true) === "none";
  };
  const all = [...arcs.flatMap((each) => each.meeting ?? []), ...choices.map((each) => each.meeting)];
  const without = new Set<Meeting>();
  for (const meeting of all.slice(0, MAX_DELETIONS)) {
    without.add(meeting);
    if (!impossible(without)) without.delete(meeting);
  }
  const needed = all.filter((each) => !without.has(each));
  return {
    kind: "pairs",
    pairs: needed.map(pairOf),
    findings: [...new Set(needed.flatMap((each) => each.because))],
  };
}
