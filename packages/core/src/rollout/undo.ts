import { builtLabel } from "../model/version.ts";
import type { StepId } from "../planner/plan.ts";
import { consumerLadder } from "./deployer-stations.ts";
import { sharesTo, turnsFlags } from "./flag-turn.ts";
import type { ComponentTransition, ReleaseSpec, Strategy } from "./release-spec.ts";
import { chainOf, type Deed, replacesAtOnce } from "./station.ts";

/** What an abort has to know of a step. */
interface StepBegun {
  readonly begunMs: number;
  readonly doneMs?: number;
}

/**
 * What takes back the steps in progress: of every component whose new version has begun to start while the old one has
 * not ended. It is free, by theorem 4 of the theory: afterwards only versions serve that serve now. Weights come first,
 * all of them, since that is what users feel; then what was resumed is stopped and the old resumed; then what is open on
 * the new versions ends.
 */
export function undoDeeds(spec: ReleaseSpec, steps: Readonly<Record<StepId, StepBegun>>): readonly Deed[] {
  const halfWay = spec.plan.steps
    .filter(({ kind, id }) => kind === "start" && Object.hasOwn(steps, id))
    .filter(({ component, version }) => !oldHasEnded(spec, steps, component, version))
    .sort((a, b) => (steps[b.id]?.begunMs ?? 0) - (steps[a.id]?.begunMs ?? 0));
  const deeds = halfWay.map(({ component, version }) => deedsOf(spec, component, version));
  const turnOf = (turn: number) => deeds.flatMap((each) => each[turn] ?? []);
  return [...turnOf(0), ...turnOf(1), ...leftOut(spec, steps), ...turnOf(2)];
}

/** Servers of an old version that still has its users: some may be out of the balancer and not updated yet. */
function leftOut(spec: ReleaseSpec, steps: Readonly<Record<StepId, StepBegun>>): readonly Deed[] {
  return spec.plan.steps.flatMap(({ kind, id, component, version }): readonly Deed[] => {
    if (kind !== "deploy" || !Object.hasOwn(steps, id) || setsOf(spec, component) === undefined) return [];
    const old = before(spec, component, version);
    return old === undefined || oldHasEnded(spec, steps, component, version)
      ? []
      : [{ kind: "rejoin", component, version: old }];
  });
}

function setsOf({ transitions }: ReleaseSpec, component: string): Strategy["sets"] {
  return Object.hasOwn(transitions, component) ? transitions[component]?.strategy.sets : undefined;
}

/** The old version's end is the point where an abort no longer helps; without an old one, the start itself. */
function oldHasEnded(
  spec: ReleaseSpec,
  steps: Readonly<Record<StepId, StepBegun>>,
  component: string,
  version: string,
): boolean {
  const old = before(spec, component, version);
  const id = old === undefined ? `start ${component}@${version}` : `end ${component}@${old}`;
  return Object.hasOwn(steps, id) && steps[id]?.doneMs !== undefined;
}

/** First what users feel, then what works in the background, then what is still open. */
function deedsOf(spec: ReleaseSpec, component: string, version: string): readonly (readonly Deed[])[] {
  const transition = Object.hasOwn(spec.transitions, component) ? spec.transitions[component] : undefined;
  const earlier = before(spec, component, version);
  if (earlier !== undefined && turnsFlags(transition, earlier, version)) {
    const [first] = sharesTo(spec, component, earlier, version);
    return first === undefined ? [] : [[{ ...first, weight: Math.min(first.before, first.weight) }]];
  }
  const old = earlier === undefined ? undefined : builtLabel(earlier);
  return deedsOfVersion(transition, component, builtLabel(version), old);
}

function deedsOfVersion(
  transition: ComponentTransition | undefined,
  component: string,
  version: string,
  old: string | undefined,
): readonly (readonly Deed[])[] {
  if (transition === undefined || transition.by === "people") return [];
  // A migration that was begun is finished or repaired by its author: nobody here knows its inverse.
  if (transition.kind === "schema") return [];
  if (transition.by === "router") {
    const back: Deed[] =
      old === undefined ? [] : [{ kind: "weigh", component, version: old, weight: 10_000 }];
    return [back, [], [{ kind: "drain", component, version }]];
  }
  const stop: Deed = { kind: "deactivate", component, version };
  // Files of both versions are kept: the old ones are named again, the new ones stay where they are.
  if (old !== undefined && replacesAtOnce(transition.kind))
    return [[], [{ kind: "activate", component, version: old, replaces: version }]];
  const of = consumerLadder(transition)[0]?.of;
  const all = of === undefined ? {} : { consumers: { count: of, of } };
  return [[], old === undefined ? [stop] : [stop, { kind: "activate", component, version: old, ...all }]];
}

function before(spec: ReleaseSpec, component: string, version: string): string | undefined {
  const chain = chainOf(spec, component);
  return chain[chain.indexOf(version) - 1];
}
