import { type FactEntry, type FactStore, liveVersions } from "@crossfade/core";
import { lowestLive } from "./live-context.ts";
import type { ServedFlags } from "./served-flags.ts";

/** Between two looks at the facts; whoever records one wakes us sooner. */
const lookEveryMs = 2_000;

/**
 * Keeps what flags know of live versions. While the store is away, what was known last counts on: a database that fails must
 * not turn features off.
 */
export class LiveFacts {
  readonly #facts: Pick<FactStore, "facts">;
  readonly #served: readonly ServedFlags[];
  readonly #onTrouble: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  /** Facts only join: each is read once. */
  readonly #known = new Map<string, FactEntry[]>();
  #isSilent = false;

  constructor(
    facts: Pick<FactStore, "facts">,
    served: readonly ServedFlags[],
    onTrouble: (error: unknown) => void,
  ) {
    this.#facts = facts;
    this.#served = served;
    this.#onTrouble = onTrouble;
  }

  async start(): Promise<void> {
    await this.look();
    this.#timer = setInterval(() => void this.look(), lookEveryMs);
    this.#timer.unref();
  }

  /** One look at a time. Never rejects. */
  look(): Promise<void> {
    this.#running ??= this.#lookNow().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** A look that begins now: one that is under way may have begun before what is to be seen. */
  async lookAfresh(): Promise<void> {
    await this.#running;
    await this.look();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #lookNow(): Promise<void> {
    try {
      for (const environment of new Set(this.#served.map((each) => each.environment))) {
        const live = liveVersions(await this.#factsOf(environment));
        const lowest = lowestLive(live);
        for (const each of this.#served.filter((one) => one.environment === environment))
          Object.assign(each, { live, lowest });
      }
      this.#isSilent = false;
    } catch (error) {
      if (!this.#isSilent) this.#onTrouble(error);
      this.#isSilent = true;
    }
  }

  async #factsOf(environment: string): Promise<readonly FactEntry[]> {
    const known = this.#known.get(environment) ?? [];
    this.#known.set(environment, known);
    known.push(...(await this.#facts.facts(environment, known.at(-1)?.seq ?? 0)));
    return known;
  }
}
