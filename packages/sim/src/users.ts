import type { Chronicle } from "./chronicle.ts";
import type { Dice } from "./dice.ts";
import type { RouterMachine } from "./router-machine.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import type { WatchedStore } from "./watched-store.ts";

export interface UsersOptions {
  readonly watched: WatchedStore;
  readonly routers: readonly RouterMachine[];
  readonly routed: readonly string[];
  readonly clock: VirtualClock;
  readonly dice: Dice;
  readonly chronicle: Chronicle;
}

const userCount = 4_000;
const requestsPerSecond = 40;
const usualErrors = 0.01;
const badErrors = 0.05;

/** Everybody who uses the system, and how well its versions answer them: the new one of `api` may be a bad one. */
export class Users {
  readonly #options: UsersOptions;
  readonly #isBad: boolean;

  constructor(options: UsersOptions) {
    this.#options = options;
    this.#isBad = options.dice.chance(0.5);
  }

  begin(): void {
    const { clock } = this.#options;
    clock.after(1_000, () => {
      // What the gate of the first release sees is what matters here.
      if (this.#isOver()) return;
      for (const component of this.#options.routed) this.#second(component);
      this.begin();
    });
  }

  /** How the first release ended, as far as the gate is concerned. */
  verdict(): { readonly isBad: boolean; readonly how: "completed" | "gate" | "other" } {
    const [first] = this.#options.watched.releases;
    const why = first?.progress.undo?.why ?? "";
    if (first?.progress.phase === "completed") return { isBad: this.#isBad, how: "completed" };
    return { isBad: this.#isBad, how: why.includes("errors") ? "gate" : "other" };
  }

  #isOver(): boolean {
    const phase = this.#options.watched.releases[0]?.progress.phase;
    return phase === "completed" || phase === "aborted";
  }

  #second(component: string): void {
    const { dice, routers } = this.#options;
    for (let request = 0; request < requestsPerSecond; request++) {
      const user = dice.between(1, userCount);
      const isUnlucky = dice.next();
      const router = routers[user % routers.length];
      const call = { component, userKey: `u-${user}` };
      const label = router?.labelFor(call);
      const errors = this.#isBad && component === "api" && label === "1" ? badErrors : usualErrors;
      router?.send({ ...call, status: isUnlucky < errors ? 500 : 200 });
    }
  }
}
