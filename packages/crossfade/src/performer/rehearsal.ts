import { setTimeout as wait } from "node:timers/promises";
import {
  type Outcome,
  pinUsers,
  type RouterState,
  rehearsalUser,
  setStage,
  unpinUsers,
  versionTraffic,
} from "@crossfade/core";
import { liveOf, withMembers } from "./members.ts";
import { nameOf, type PerformingRouter, routersOf, type Target, type Work } from "./performing.ts";
import { atEach, changeRouter } from "./router-change.ts";
import { answeredBy, userRequest } from "./synthetic-request.ts";

/** A change is seen by a request within it, or the rehearsal has failed. */
const seenWithinMs = 5_000;
const lookEveryMs = 5;

/**
 * The way back, tried before anybody needs it: one user that nobody is gets the new version, then the old one again, and the
 * time that this takes is measured on requests.
 */
export async function rehearse(work: Work, target: Target): Promise<Outcome> {
  const routers = routersOf(work, target.component);
  const able = routers.filter(({ userKey }) => userKey.kind !== "ip");
  if (able.length === 0)
    return {
      kind: "done",
      note: "not rehearsed: users are told apart by their addresses, which nobody can choose",
    };
  const times = await atEach(able, (router) => rehearsedAt(work, router, target));
  const slowest = Math.max(...times);
  const where = able.map(({ id }) => id).join(", ");
  return {
    kind: "done",
    note: `one user went to ${nameOf(target)} and back at ${where}: back after ${slowest} ms`,
  };
}

async function rehearsedAt(work: Work, router: PerformingRouter, target: Target): Promise<number> {
  const { component, version: label } = target;
  const live = await liveOf(work);
  const user = rehearsalUser(work.context.spec.id);
  const stage = versionTraffic(withMembers((await router.router.read()).state, live, [target]), {
    component,
    label,
  }).stage;
  const goBack = (state: RouterState) => {
    const without = unpinUsers(state, component, [user]);
    // It was dark, and is dark again: an active version may be given users by mistake.
    return stage === "candidate" ? setStage(without, { component, label }, stage) : without;
  };
  await changeRouter(work, router, {
    change: (state) => pinUsers(withMembers(state, live, [target]), { component, label }, [user]),
  });
  try {
    await seen(work, router, { component, user }, (by) => by === `${component}@${label}`);
  } catch (error) {
    await changeRouter(work, router, { change: goBack });
    throw error;
  }
  const beganMs = work.elapsedMs();
  await changeRouter(work, router, { change: goBack });
  await seen(work, router, { component, user }, (by) => by !== undefined && by !== `${component}@${label}`);
  return Math.round(work.elapsedMs() - beganMs);
}

/** Resolves when a request of this user was answered by whom it should be. */
async function seen(
  work: Work,
  router: PerformingRouter,
  { component, user }: { readonly component: string; readonly user: string },
  isRight: (by: string | undefined) => boolean,
): Promise<void> {
  const path = work.context.spec.transitions[component]?.checks.syntheticPaths[0] ?? "/";
  const endMs = work.elapsedMs() + seenWithinMs;
  for (;;) {
    const answer = await userRequest(work, router, component, { userKey: user, path });
    const by = answer === undefined ? undefined : answeredBy(answer);
    if (isRight(by)) return;
    if (work.elapsedMs() >= endMs)
      throw new Error(`The rehearsal of the way back at ${router.id} was answered by ${by ?? "nobody"}.`);
    await wait(lookEveryMs);
  }
}
