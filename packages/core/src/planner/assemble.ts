import { type Meeting, pairOf } from "../coexistence/meetings.ts";
import type { Moment, Timeline } from "../coexistence/timeline.ts";
import type { FindingId } from "../finding/verdict.ts";
import type { Link } from "../model/link.ts";
import { ABSENT } from "../model/version.ts";
import type { Arc } from "./graph.ts";
import type { Levels } from "./levels.ts";
import type { Plan, Step, StepId, Wait } from "./plan.ts";
import { stepId, stepOf } from "./step.ts";
import type { WayBackLabels } from "./way-back.ts";

/** Turns an order into the plan that people read and the engine executes. */
export function assemble(
  timeline: Timeline,
  arcs: readonly Arc[],
  levels: Levels,
  back: WayBackLabels,
  relaxed: readonly Meeting[],
): Plan {
  const { system } = timeline;
  const needed = neededNodes(timeline, arcs);
  const steps = stepsOf(timeline, levels, needed);
  const inPlan = (node: number) => needed.has(timeline.same(node));
  return {
    planSchema: 1,
    system: system.id,
    from: Object.fromEntries(system.components.map((each) => [each.id, each.chain[0] ?? ""])),
    to: Object.fromEntries(system.components.map((each) => [each.id, each.chain.at(-1) ?? ""])),
    steps: steps.map(({ step }) => step),
    waits: waitsOf(timeline, arcs, inPlan),
    stages: stagesOf(steps),
    wayBack: Object.fromEntries(steps.map(({ step, node }) => [step.id, back.label(node)])),
    endOfFreeWayBack: oneOfEach(steps, back.endsFree),
    pointOfNoReturn: oneOfEach(steps, back.endsAll),
    moves: [],
    waiverIds: [],
    unknowns: relaxed.map(pairOf),
    wayBackUnknowns: Object.fromEntries(
      steps.flatMap(({ step, node }) => {
        const pairs = back.unknowns(node);
        return pairs.length > 0 ? [[step.id, pairs.map(pairOf)]] : [];
      }),
    ),
  };
}

/** Moments of what moves, and the ends of what does not where something waits for them. */
function neededNodes(timeline: Timeline, arcs: readonly Arc[]): ReadonlySet<number> {
  const needed = new Set<number>();
  for (const component of timeline.populations)
    for (const each of component.filter((population) => population.rank >= 0))
      for (const node of [each.deploy, each.start, each.end, each.gone])
        if (node >= 0) needed.add(timeline.same(node));
  for (const arc of arcs) {
    if (!arc.meeting) continue;
    needed.add(timeline.same(arc.from));
    needed.add(timeline.same(arc.to));
  }
  for (const arc of [...arcs].reverse())
    if (arc.rule && needed.has(timeline.same(arc.to))) needed.add(timeline.same(arc.from));
  return needed;
}

interface PlacedStep {
  readonly step: Step;
  readonly node: number;
  readonly level: number;
}

function stepsOf(timeline: Timeline, levels: Levels, needed: ReadonlySet<number>): PlacedStep[] {
  const byNode = new Map<number, number[]>();
  timeline.moments.forEach((_moment, index) => {
    const node = timeline.same(index);
    if (!needed.has(node)) return;
    const known = byNode.get(node);
    if (known) known.push(index);
    else byNode.set(node, [index]);
  });
  return [...levels.order].flatMap((node) => {
    const moments = (byNode.get(node) ?? []).flatMap((index) => timeline.moments[index] ?? []);
    const [first] = moments;
    const together = moments.length > 1 && first ? `switch ${stepId(first)}` : undefined;
    return moments.flatMap((moment) => {
      const step = stepOf(moment, together);
      return step ? [{ step, node, level: levels.level[node] ?? 0 }] : [];
    });
  });
}

/** Of the steps of one moment the start speaks for the others. */
function oneOfEach(steps: readonly PlacedStep[], chosen: (node: number) => boolean): StepId[] {
  const byNode = new Map<number, Step>();
  for (const { step, node } of steps)
    if (chosen(node) && (!byNode.has(node) || step.kind === "start")) byNode.set(node, step);
  return [...byNode.values()].map((each) => each.id);
}

function stagesOf(steps: readonly PlacedStep[]): StepId[][] {
  const stages: StepId[][] = [];
  for (const { step, level } of steps) {
    const stage = Math.max(level, 1) - 1;
    while (stages.length <= stage) stages.push([]);
    stages[stage]?.push(step.id);
  }
  return stages;
}

function waitsOf(timeline: Timeline, arcs: readonly Arc[], inPlan: (node: number) => boolean): Wait[] {
  const waits = new Map<string, Wait & { because: FindingId[] }>();
  const ids = timeline.moments.map(stepId);
  const writers = writersOf(timeline, ids);
  const links = new Map(timeline.system.links.map((each) => [each.id, each]));
  const arrivals = arrivalsOf(timeline);
  for (const arc of arcs) {
    if (timeline.moments[arc.to]?.kind === "empty" || !inPlan(arc.from) || !inPlan(arc.to)) continue;
    const place = arrivals.get(arc.from) ?? arc.from;
    const from = timeline.moments[place];
    const before = writers.get(place) ?? ids[place];
    const after = ids[arc.to];
    if (!from || before === undefined || after === undefined) continue;
    const wait = waitOf(from, before, after, links.get(from.link ?? ""));
    const known = waits.get(wait.id);
    if (!known)
      waits.set(wait.id, {
        ...wait,
        ...(arc.rule ? { rule: arc.rule } : {}),
        because: [...(arc.meeting?.because ?? [])],
      });
    else for (const id of arc.meeting?.because ?? []) if (!known.because.includes(id)) known.because.push(id);
  }
  return [...waits.values()];
}

/** Where a component is not there yet, what ends is its absence: people wait for its first version to start. */
function arrivalsOf(timeline: Timeline): ReadonlyMap<number, number> {
  return new Map(
    timeline.populations.flatMap(([absent, first]) =>
      absent?.version === ABSENT && absent.rank === 0 && first ? [[absent.end, first.start] as const] : [],
    ),
  );
}

function waitOf(from: Moment, before: StepId, after: StepId, link: Link | undefined): Omit<Wait, "because"> {
  if (from.kind !== "empty") {
    const kind =
      from.kind === "start" || from.kind === "deploy" ? "live" : cleared(from.kind) ? "empty" : "gone";
    const id = `${before} > ${after}`;
    return link ? { id, before, after, kind, link: link.id } : { id, before, after, kind };
  }
  const id = `${before} + ${from.link} > ${after}`;
  const kind = link?.medium === "queue" ? "empty" : "elapsed";
  const lingerMs = link?.linger.kind === "for" ? link.linger.ms : 0;
  return { id, before, after, kind, link: from.link ?? "", lingerMs };
}

function cleared(kind: string): boolean {
  return kind === "rewrite" || kind === "purge" || kind === "drain";
}

/** For the end of what a version left: the step after which nobody adds to it. */
function writersOf(timeline: Timeline, ids: readonly StepId[]): ReadonlyMap<number, StepId> {
  const left = timeline.edges.filter((each) => each.rule === "what it left");
  return new Map(left.map(({ from, to }) => [to, ids[from] ?? ""]));
}
