import {
  asOneChange,
  CrossfadeError,
  type PerformContext,
  type RouterReading,
  type RouterState,
} from "@crossfade/core";
import type { PerformingRouter, Work } from "./performing.ts";

/** So often somebody else may be faster; then it is better to come again. */
const maxAttempts = 5;

export interface RouterChange {
  /** The state to come from the state that is; the same one: there is nothing to do. Throws what speaks against it. */
  readonly change: (state: RouterState) => RouterState;
  /** Written down before the router is told: whoever finds it later knows whose it is. */
  readonly remember?: (after: RouterState) => Promise<void>;
}

/**
 * Compare and set: read, change, ask whether this release is still ours, apply, read back. Every change is a new generation,
 * so that whoever comes later with an older one is refused. CF_LEASE_LOST, CF_ROUTER_DEVIATES, CF_ROUTER_STALE,
 * CF_ROUTER_UNREACHABLE.
 */
export async function changeRouter(
  { context }: Work,
  { id, router }: PerformingRouter,
  { change, remember }: RouterChange,
): Promise<RouterReading> {
  for (let attempt = 1; ; attempt++) {
    const before = await router.read();
    const after = asOneChange(before.state, change(before.state));
    if (after === before.state) return before;
    await mustBeOurs(context);
    await remember?.(after);
    try {
      await router.apply(after);
    } catch (error) {
      const isStale = error instanceof CrossfadeError && error.code === "CF_ROUTER_STALE";
      if (!isStale || attempt === maxAttempts) throw error;
      // Whoever was faster may be the replica that drives this release now: its weights are no person's.
      await mustBeOurs(context);
      continue;
    }
    const [deviation] = await router.verify(after);
    const reading = await router.read();
    if (deviation === undefined) return reading;
    // Somebody has changed it since: what is wanted here is looked at again on what is there now.
    if (reading.state.generation > after.generation && attempt < maxAttempts) continue;
    throw new CrossfadeError("CF_ROUTER_DEVIATES", { router: id, deviation });
  }
}

async function mustBeOurs({ isOurs, spec }: PerformContext): Promise<void> {
  if (!(await isOurs())) throw new CrossfadeError("CF_LEASE_LOST", { release: spec.id });
}

/** The same at several routers. What did not work at one is told with its name, and does not keep the others from it. */
export async function atEach<T>(
  routers: readonly PerformingRouter[],
  act: (router: PerformingRouter) => Promise<T>,
): Promise<readonly T[]> {
  const settled = await Promise.allSettled(routers.map(act));
  const failed = settled.flatMap((each, index) =>
    each.status === "rejected" ? [{ id: routers[index]?.id ?? "", reason: each.reason as unknown }] : [],
  );
  const [first] = failed;
  if (first === undefined) return settled.map((each) => (each as PromiseFulfilledResult<T>).value);
  if (routers.length === 1) throw first.reason;
  const others = routers.length - failed.length;
  const told = failed.map(({ id, reason }) => `${id}: ${reason instanceof Error ? reason.message : reason}`);
  throw new CrossfadeError(
    "CF_ROUTERS_DIFFER",
    { what: told.join("; "), done: others, of: routers.length },
    { cause: first.reason },
  );
}
