import {
  type AppliedWeights,
  beginTraffic,
  bucketCount,
  desiredWeights,
  isSameWeights,
  type LiveVersion,
  type Outcome,
  type RouterState,
  setWeight,
  shareText,
  trafficOf,
  type Weights,
  weightsAfter,
  weightsOf,
  whoseWeights,
} from "@crossfade/core";
import { foundWeights, keepApplied, readApplied, withKnownHand } from "./applied-memory.ts";
import { fact, recorded } from "./deploying.ts";
import { roomFor } from "./flagging.ts";
import { liveOf, withMembers } from "./members.ts";
import { nameOf, type PerformingRouter, routersOf, type Target, type Work } from "./performing.ts";
import { atEach, changeRouter } from "./router-change.ts";

export interface Weighing extends Target {
  readonly rest?: string;
  readonly weight: number;
}

/** A person was faster: their weights count. */
class TakenOver extends Error {
  readonly weights: Weights;

  constructor(weights: Weights) {
    super("Somebody set other weights.");
    this.weights = weights;
  }
}

/**
 * Sets the weights at every router, and reads them back. What a person has set since is left as it is and told, unless it
 * is taken back: nothing stops that.
 */
export async function weigh(work: Work, weighing: Weighing, isUndo: boolean): Promise<Outcome> {
  const { component } = weighing;
  const routers = routersOf(work, component);
  if (routers.length === 0)
    return {
      kind: "failed",
      why: `No router of ${work.context.spec.environment} sends users to ${component}.`,
    };
  const beganMs = work.elapsedMs();
  const room = weighing.weight > 0 ? await roomFor(work, weighing) : undefined;
  const live = await liveOf(work);
  const before = desiredWeights(work.context.spec, work.context.progress, component);
  const fitting = [weightsAfter(weighing), ...(before === undefined ? [] : [before])];
  try {
    if (!isUndo) await atEach(routers, async (router) => refuseOthers(work, router, component, { fitting }));
    await atEach(routers, (router) =>
      weighAt(work, router, weighing, { live, ...(isUndo ? {} : { fitting }) }),
    );
  } catch (error) {
    const taken = error instanceof Error && error.cause instanceof TakenOver ? error.cause : error;
    if (taken instanceof TakenOver) return { kind: "taken-over", component, weights: taken.weights };
    throw error;
  }
  if (weighing.weight > 0) await recorded(work, { kind: "started", ...fact(weighing) });
  const tookMs = Math.round(work.elapsedMs() - beganMs);
  const where = routers.map(({ id }) => id).join(", ");
  const share = shareText(weighing.weight);
  const note = `${nameOf(weighing)} has ${share} at ${where}, read back after ${tookMs} ms`;
  return { kind: "done", note: room === undefined ? note : `${note}; ${room}` };
}

async function refuseOthers(
  work: Work,
  { id, router }: PerformingRouter,
  component: string,
  { fitting, state }: { readonly fitting: readonly Weights[]; readonly state?: RouterState },
): Promise<void> {
  const found = foundWeights(state ?? (await router.read()).state, component);
  const memory = await withKnownHand(work, id, component, found);
  // Nobody gets anything there yet: a component without users cannot be taken over.
  if (Object.keys(found.weights).length === 0) return;
  if (whoseWeights(found, fitting, memory) === "person") throw new TakenOver(found.weights);
}

interface WeighOptions {
  readonly live: readonly LiveVersion[];
  /** Weights that are not a person's. Absent: whatever is there is replaced. */
  readonly fitting?: readonly Weights[];
}

/** Also repairs: whatever is found there, these weights are told as a new generation. */
async function weighAt(
  work: Work,
  router: PerformingRouter,
  weighing: Weighing,
  { live, fitting }: WeighOptions,
): Promise<void> {
  const { component, version, rest } = weighing;
  const memory = await readApplied(work, router.id, component);
  const targets = [version, ...(rest === undefined ? [] : [rest])].map((each) => ({
    component,
    version: each,
  }));
  let asking: AppliedWeights["asking"];
  await changeRouter(work, router, {
    change: (state) => {
      const found = foundWeights(state, component);
      const isSomebodys =
        fitting !== undefined &&
        Object.keys(found.weights).length > 0 &&
        whoseWeights(found, fitting, memory) === "person";
      if (isSomebodys) throw new TakenOver(found.weights);
      return weighed(withMembers(state, live, targets), weighing);
    },
    remember: (after) => {
      asking = foundWeights(after, component);
      return keepApplied(work, router.id, component, { ...memory, asking });
    },
  });
  // What was told, not what is there by now: a person may have been there in between.
  if (asking !== undefined) await keepApplied(work, router.id, component, { applied: asking });
}

/** Exactly these two share the users; whoever else had some has none any more. */
function weighed(state: RouterState, { component, version: label, rest, weight }: Weighing): RouterState {
  const traffic = trafficOf(state, component);
  if (traffic.split.length === 0) return beginTraffic(state, { component, label });
  const holders = Object.keys(weightsOf(traffic.split));
  const hasOthers = holders.some((each) => each !== label && each !== rest);
  const start =
    rest !== undefined && hasOthers && weight < bucketCount
      ? setWeight(state, { component, label: rest, weight: bucketCount })
      : state;
  return setWeight(start, { component, label, weight, ...(rest === undefined ? {} : { rest }) });
}

/** `person`: somebody has set these meanwhile; they stay. */
type Repaired = "repaired" | "other" | { readonly person: Weights };

/** The weights of a component that are wanted, told once more to a router that has lost them. */
export async function repair(
  work: Work,
  router: PerformingRouter,
  component: string,
  wanted: Weights,
): Promise<Repaired> {
  const [first, second, third] = Object.entries(wanted).sort(([, a], [, b]) => b - a);
  if (first === undefined || third !== undefined) return "other";
  const [version, weight] = first;
  const live = await liveOf(work);
  const rest = second === undefined ? {} : { rest: second[0] };
  try {
    await weighAt(work, router, { component, version, weight, ...rest }, { live, fitting: [wanted] });
  } catch (error) {
    if (error instanceof TakenOver) return { person: error.weights };
    throw error;
  }
  const { weights } = foundWeights((await router.router.read()).state, component);
  return isSameWeights(weights, wanted) ? "repaired" : "other";
}
