import type { ReleaseBasis } from "@crossfade/core";
import type { Platform } from "./platform.ts";
import { type RouterMachine, servedBy } from "./router-machine.ts";

interface Pair {
  readonly name: string;
  readonly sender: readonly [string, string];
  readonly receiver: readonly [string, string];
  /** Only users' requests reach the receiver; else a process that runs reads already. */
  readonly isRouted: boolean;
  /** What was sent waits for who reads it. */
  readonly isQueued: boolean;
}

/**
 * Which breaking pairs meet at this moment. It asks those who run and serve, never the plan: a sender counts as long as its
 * process runs, and on a queue until nothing of it is left; a receiver while users reach it, or while it runs.
 */
export class Meetings {
  readonly #pairs: readonly Pair[];
  readonly #platform: Platform;
  readonly #routers: readonly RouterMachine[];

  constructor({ system, verdicts }: ReleaseBasis, platform: Platform, routers: readonly RouterMachine[]) {
    this.#platform = platform;
    this.#routers = routers;
    this.#pairs = verdicts.flatMap(([id, from, to, verdict]): Pair[] => {
      const link = system.links.find((each) => each.id === id);
      if (link === undefined || typeof verdict === "string" || verdict.kind !== "breaking") return [];
      const { sender, receiver, medium } = link;
      return [
        {
          name: `${sender}@${from} -> ${receiver}@${to}`,
          sender: [sender, from],
          receiver: [receiver, to],
          isRouted: medium === "direct" || medium === "assets",
          isQueued: medium === "queue",
        },
      ];
    });
  }

  now(): readonly string[] {
    return this.#pairs.filter((pair) => this.#sends(pair) && this.#receives(pair)).map(({ name }) => name);
  }

  #sends({ sender: [component, version], isQueued }: Pair): boolean {
    return isQueued
      ? this.#platform.hasLeft(component, version)
      : this.#platform.isRunning(component, version);
  }

  #receives({ receiver: [component, version], isRouted }: Pair): boolean {
    if (!isRouted) return this.#platform.isRunning(component, version);
    return this.#routers.some(({ state }) => servedBy(state, component).includes(version));
  }
}
