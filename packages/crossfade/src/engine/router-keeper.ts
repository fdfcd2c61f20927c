import {
  asOneChange,
  CrossfadeError,
  type FactStore,
  liveVersions,
  type Router,
  type RouterState,
  servedUnknown,
  withLiveVersions,
} from "@crossfade/core";
import { Signal } from "./signal.ts";
import { realTimers, type Timers } from "./timers.ts";

export interface KeptRouter {
  readonly environment: string;
  readonly router: Router;
  /** What it routes. */
  readonly components: readonly string[];
}

export interface RouterKeeperOptions {
  readonly routers: readonly KeptRouter[];
  readonly facts: FactStore;
  readonly onTrouble: (error: unknown) => void;
  readonly timers?: Timers;
}

/** A hint may be lost, and a router may come back with an old file. */
const lookEveryMs = 2_000;
/** Somebody else changed it in between. */
const maxTries = 5;

/** Tells routers which versions run behind them. It moves no user, but for those of a component that nobody serves yet. */
export class RouterKeeper {
  readonly #options: RouterKeeperOptions;
  readonly #woken: Signal;
  readonly #troubled = new Map<KeptRouter, string>();
  /** The newest generation that each has had. */
  readonly #seen = new Map<KeptRouter, number>();
  #isStopping = false;
  #running: Promise<void> | undefined;

  constructor(options: RouterKeeperOptions) {
    this.#options = options;
    this.#woken = new Signal(options.timers ?? realTimers);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Something was deployed, say. */
  wake(): void {
    this.#woken.give();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#woken.give();
    await this.#running;
  }

  /** One look at every router; what cannot be asked is told once, and tried again with the next look. */
  async look(): Promise<void> {
    await Promise.all(this.#options.routers.map((each) => this.#keep(each)));
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      await this.look();
      await this.#woken.taken(lookEveryMs);
    }
  }

  async #keep(kept: KeptRouter): Promise<void> {
    try {
      await this.#told(kept);
      this.#troubled.delete(kept);
    } catch (error) {
      const why = (error as Error).message;
      if (this.#troubled.get(kept) !== why) this.#options.onTrouble(error);
      this.#troubled.set(kept, why);
    }
  }

  /** Nobody knows what was wanted since: it is told, and left to people. */
  #watchForOldState(kept: KeptRouter, { router, generation }: RouterState): void {
    const seen = this.#seen.get(kept) ?? 0;
    this.#seen.set(kept, generation);
    if (generation < seen)
      this.#options.onTrouble(new CrossfadeError("CF_ROUTER_WENT_BACK", { router, generation, seen }));
  }

  /** Asked after the router was: what the engine has told since counts, and a change of the router makes this look too late. */
  async #known({ environment, components, router }: KeptRouter, state: RouterState) {
    const { facts } = this.#options;
    const live = liveVersions(await facts.facts(environment));
    if (servedUnknown(state, components, live).length === 0) return live;
    // What ended since the router was asked does not serve again: it is asked once more.
    const unknown = servedUnknown((await router.read()).state, components, live);
    if (unknown.length === 0) return live;
    await facts.record(environment, "router", unknown);
    return liveVersions(await facts.facts(environment));
  }

  async #told(kept: KeptRouter): Promise<void> {
    const { router, components } = kept;
    for (let tries = 1; ; tries++) {
      const { state } = await router.read();
      this.#watchForOldState(kept, state);
      const live = await this.#known(kept, state);
      const wanted = asOneChange(state, withLiveVersions(state, components, live));
      if (wanted === state) return;
      try {
        return await router.apply(wanted);
      } catch (error) {
        const isStale = error instanceof CrossfadeError && error.code === "CF_ROUTER_STALE";
        if (!isStale || tries >= maxTries) throw error;
      }
    }
  }
}
