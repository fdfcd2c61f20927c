import {
  desiredWeights,
  type Outcome,
  pinUsers,
  type RouterState,
  setStage,
  trafficOf,
  versionOf,
  whoseWeights,
} from "@crossfade/core";
import { foundWeights, withKnownHand } from "./applied-memory.ts";
import { fact, recorded } from "./deploying.ts";
import { roomFor } from "./flagging.ts";
import { liveOf, withMembers } from "./members.ts";
import { nameOf, type PerformingRouter, routersOf, type Target, type Work } from "./performing.ts";
import { atEach, changeRouter } from "./router-change.ts";
import { repair } from "./weighing.ts";

/** What is open has so long to end by itself, then it is cut. */
const drainWithinMs = 30_000;

/** These users get it from now on, whatever the weight. */
export async function pin(work: Work, target: Target, users: readonly string[]): Promise<Outcome> {
  const { component, version: label } = target;
  await roomFor(work, target);
  const live = await liveOf(work);
  await atEach(routersOf(work, component), (router) =>
    changeRouter(work, router, {
      change: (state) => {
        const joined = withMembers(state, live, [target]);
        const { userPins } = trafficOf(joined, component);
        const isSo = users.every((user) => Object.hasOwn(userPins, user) && userPins[user] === label);
        return isSo ? joined : pinUsers(joined, { component, label }, users);
      },
    }),
  );
  await recorded(work, { kind: "started", ...fact(target) });
  return {
    kind: "done",
    note: `${users.length} internal ${users.length === 1 ? "user gets" : "users get"} ${nameOf(target)}`,
  };
}

/** No weight, no pin, and what is open ends. */
export async function drain(work: Work, target: Target): Promise<Outcome> {
  const open = await atEach(routersOf(work, target.component), (router) => drainedAt(work, router, target));
  const left = open.reduce((sum, each) => sum + each, 0);
  if (left > 0)
    return {
      kind: "pending",
      againInMs: 1_000,
      why: `${left} ${left === 1 ? "request or stream is" : "requests and streams are"} still open on ${nameOf(target)}`,
    };
  await recorded(work, { kind: "ended", ...fact(target) });
  return { kind: "done", note: `nothing is open on ${nameOf(target)} any more` };
}

async function drainedAt(work: Work, router: PerformingRouter, target: Target): Promise<number> {
  const { component, version: label } = target;
  await withoutLostWeight(work, router, target);
  const { state } = await changeRouter(work, router, { change: (now) => closing(now, target) });
  const traffic = Object.hasOwn(state.components, component) ? state.components[component] : undefined;
  if (traffic === undefined || versionOf(traffic, label) === undefined) return 0;
  const { requests, streams } = await router.router.drain({ component, label }, drainWithinMs);
  return requests + streams;
}

/** A router that came back with an old state may give users to what has none any more. What a person has set stays. */
async function withoutLostWeight(work: Work, router: PerformingRouter, target: Target): Promise<void> {
  const { component, version: label } = target;
  const wanted = desiredWeights(work.context.spec, work.context.progress, component);
  if (wanted === undefined || (wanted[label] ?? 0) > 0) return;
  const found = foundWeights((await router.router.read()).state, component);
  if ((found.weights[label] ?? 0) === 0) return;
  const memory = await withKnownHand(work, router.id, component, found);
  if (whoseWeights(found, [wanted], memory) === "old") await repair(work, router, component, wanted);
}

/** A version that a router does not know, or that a person has blocked, is closed already. */
function closing(state: RouterState, { component, version: label }: Target): RouterState {
  const traffic = Object.hasOwn(state.components, component) ? state.components[component] : undefined;
  const version = traffic === undefined ? undefined : versionOf(traffic, label);
  if (version === undefined || version.stage === "blocked" || version.stage === "closing") return state;
  return setStage(state, { component, label }, "closing");
}
