import { meetings, pairOf } from "../coexistence/meetings.ts";
import { type LinkSpans, spansOf } from "../coexistence/spans.ts";
import { type Population, type Timeline, timelineOf } from "../coexistence/timeline.ts";
import { CrossfadeError } from "../error/crossfade-error.ts";
import type { VerdictTable } from "../finding/verdict.ts";
import type { Component } from "../model/component.ts";
import type { PairRef, System } from "../model/system.ts";
import { ABSENT } from "../model/version.ts";
import { assemble } from "./assemble.ts";
import type { Option } from "./constraint.ts";
import { costOf } from "./layout.ts";
import { levelsOf } from "./levels.ts";
import { DOWN, mirrored, type ReleaseState } from "./mirror.ts";
import type { Plan, WayBack } from "./plan.ts";
import { solve } from "./solve.ts";
import { wayBackLabels } from "./way-back.ts";

/** Whether and how one can go back from a state (THEORY A.5). */
export interface Reversibility {
  /** Taking back what is half-way: always free and immediate (theorem 4). */
  readonly abort: "now" | "nothing half-way";
  /** Everything back at once, old versions taking over before leftovers are over. */
  readonly immediate: boolean;
  readonly wayBack: WayBack;
  /** Unknown pairs that would be in contact on that way: it is unproven. */
  readonly unknowns: readonly PairRef[];
  /** The rollback as a release of its own; absent where it is impossible or there is nothing to take back. */
  readonly plan?: Plan;
}

/**
 * Plans the release that leads back from `state`. `free` where an order exists in which nothing waits for leftovers or for
 * the tail of a client; `costs` where one exists at all, downtime allowed; else `impossible`.
 */
export function reversibility(system: System, verdicts: VerdictTable, state: ReleaseState): Reversibility {
  const forward = timelineOf(system);
  const forwardSpans = spansOf(forward);
  const { system: back, abort, oneWay } = mirrored(forward, forwardSpans, state);
  const base = { abort, immediate: immediateOf(forward, forwardSpans, verdicts, state, back) };
  if (oneWay) return { ...base, wayBack: "impossible", unknowns: [] };
  const free = attempt(back, verdicts, true);
  if (free) return { ...base, wayBack: "free", ...free };
  const priced = leastUnknown(ways(back), verdicts);
  return priced ? { ...base, wayBack: "costs", ...priced } : { ...base, wayBack: "impossible", unknowns: [] };
}

function attempt(
  system: System,
  verdicts: VerdictTable,
  free: boolean,
): { plan: Plan; unknowns: readonly PairRef[] } | undefined {
  const timeline = timelineOf(system);
  const spans = spansOf(timeline);
  const all = meetings(timeline, spans, verdicts);
  const slow = slowMoments(timeline);
  if (free && (system.components.some(standsStill) || slow.start)) return undefined;
  const solution = solve(
    all,
    timeline,
    (arcs) => costOf(arcs, timeline),
    free ? (each) => !slow.has(each.from) || slow.nobodyWaits(each) : undefined,
  );
  if (solution.kind === "too-many-choices")
    throw new CrossfadeError("CF_TOO_MANY_CHOICES", { choices: solution.choices });
  if (solution.kind !== "order") return undefined;
  const levels = levelsOf(solution.arcs, timeline);
  if (!levels) return undefined;
  const relaxed = new Set(solution.relaxed);
  const labels = wayBackLabels(timeline, solution.arcs, levels, all, relaxed);
  return {
    plan: assemble(timeline, solution.arcs, levels, labels, solution.relaxed),
    unknowns: solution.relaxed.map(pairOf),
  };
}

/** Going back it would be down for a while; what is down already comes back at no further price. */
function standsStill({ chain, forward }: Component): boolean {
  return forward === "gap" && chain.length > (chain[0] === DOWN ? 2 : 1);
}

interface SlowMoments {
  has(node: number): boolean;
  /** For the last of a client that was not there before: it comes when it comes. Leftovers are waited for all the same. */
  nobodyWaits(option: Option): boolean;
  /** An old version could only start after one of them. */
  readonly start: boolean;
}

/** Moments that take their time: the end of leftovers, of a client's population, and what can only come after them. */
function slowMoments(timeline: Timeline): SlowMoments {
  const { same, moments, system, componentIndex } = timeline;
  const slow = new Set<number>();
  const unwaited = new Set<number>();
  moments.forEach((moment, node) => {
    const component = system.components[componentIndex.get(moment.component) ?? -1];
    const ends = moment.kind === "end" || moment.kind === "gone";
    if (moment.kind === "empty" || (ends && component?.tail && moment.version !== ABSENT))
      slow.add(same(node));
    if (moment.kind === "start" && moment.version === ABSENT && component?.tail) unwaited.add(same(node));
  });
  for (let size = -1; size !== slow.size; ) {
    size = slow.size;
    for (const { from, to } of timeline.edges) if (slow.has(same(from))) slow.add(same(to));
  }
  return {
    has: (node) => slow.has(same(node)),
    nobodyWaits: ({ from, to }) => moments[from]?.kind !== "empty" && unwaited.has(same(to)),
    start: moments.some(
      (each, node) => each.kind === "start" && each.version !== ABSENT && slow.has(same(node)),
    ),
  };
}

/** At most this many components are tried in every combination; beyond it, each alone and all together. */
const MAX_GAPS = 6;

/** The first rollback without unknown pairs, else the one with the fewest; undefined where there is none. */
function leastUnknown(systems: Iterable<System>, verdicts: VerdictTable): ReturnType<typeof attempt> {
  let best: ReturnType<typeof attempt>;
  for (const system of systems) {
    const found = attempt(system, verdicts, false);
    if (found && (!best || found.unknowns.length < best.unknowns.length)) best = found;
    if (best?.unknowns.length === 0) break;
  }
  return best;
}

/** As the channels move, and then with downtime: some components stop before their old version starts. */
function* ways(system: System): Generator<System> {
  yield system;
  const ids = system.components
    .filter((each) => each.chain.length > 1 && each.forward !== "gap")
    .map((each) => each.id);
  for (const gaps of combinations(ids))
    yield {
      ...system,
      components: system.components.map((each) =>
        gaps.includes(each.id) ? { ...each, forward: "gap" } : each,
      ),
    };
}

/** The fewest first. */
function combinations(ids: readonly string[]): readonly (readonly string[])[] {
  if (ids.length > MAX_GAPS) return [...ids.map((id) => [id]), ids];
  const all = Array.from({ length: 2 ** ids.length - 1 }, (_, bits) =>
    ids.filter((_id, at) => ((bits + 1) >> at) & 1),
  );
  return all.sort((one, other) => one.length - other.length);
}

/** No lingering link holds something of a new version that a returning one cannot read. */
function immediateOf(
  timeline: Timeline,
  spans: readonly LinkSpans[],
  verdicts: VerdictTable,
  state: ReleaseState,
  back: System,
): boolean {
  const returning = new Map(back.components.map((each) => [each.id, new Set(each.chain.slice(1))]));
  return !meetings(timeline, spans, verdicts).some(
    ({ kind, standing, sender, receiver, link }) =>
      kind === "breaking" &&
      !standing &&
      sender.linger.kind !== "none" &&
      sender.from >= 0 &&
      ran(sender.population, state, timeline.system) &&
      !state.empty.has(`${link.id} ${sender.version}`) &&
      returning.get(link.receiver)?.has(receiver.version) === true,
  );
}

function ran(population: Population | undefined, state: ReleaseState, system: System): boolean {
  if (!population) return true;
  const component = system.components[population.component];
  const id = `${component?.id}@${population.version}`;
  return state.done.has(`deploy ${id}`) || state.done.has(`start ${id}`);
}
