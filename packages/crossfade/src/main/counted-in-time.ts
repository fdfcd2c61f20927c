import { setTimeout as wait } from "node:timers/promises";
import type { DeployAnswer, Deployer, DeployOrder } from "@crossfade/core";

/** A person waits for the count. */
const countWithinMs = 10_000;

/** What a deployer answers to an order that changes nothing, or that it takes too long; then what it does is ended. */
export async function countedInTime(
  deployer: Deployer,
  order: DeployOrder,
  withinMs = countWithinMs,
): Promise<DeployAnswer> {
  const stops: (() => void)[] = [];
  const enough = new AbortController();
  const late = wait(withinMs, undefined, { signal: enough.signal }).then((): DeployAnswer => {
    for (const stop of stops) stop();
    return { kind: "pending", againInMs: 0, why: `not counted within ${withinMs / 1_000} s` };
  });
  // There is an answer, and nobody waits any more.
  late.catch(() => {});
  try {
    return await Promise.race([deployer.perform(order, (stop) => stops.push(stop)), late]);
  } finally {
    enough.abort();
  }
}
