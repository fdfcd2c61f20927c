import type { StepId } from "../planner/plan.ts";
import type { ReleaseSpec } from "./release-spec.ts";
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
  return [0, 1, 2].flatMap((turn) => deeds.flatMap((each) => each[turn] ?? []));
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
  const old = before(spec, component, version);
  if (transition === undefined || transition.by === "people") return [];
  // A migration that was begun is finished or repaired by its author: nobody here knows its inverse.
  if (transition.kind === "schema") return [];
  if (transition.by === "router") {
    const back: Deed[] =
      old === undefined ? [] : [{ kind: "weigh", component, version: old, weight: 10_000 }];
    return [back, [], [{ kind: "drain", component, version }]];
  }
  const stop: Deed = { kind: "deactivate", component, version };
  if (old !== undefined && replacesAtOnce(transition.kind))
    return [[], [{ kind: "activate", component, version: old, replaces: version }]];
  return [[], old === undefined ? [stop] : [stop, { kind: "activate", component, version: old }]];
}

function before(spec: ReleaseSpec, component: string, version: string): string | undefined {
  const chain = chainOf(spec, component);
  return chain[chain.indexOf(version) - 1];
}
