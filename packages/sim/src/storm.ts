import type { Chronicle } from "./chronicle.ts";
import type { Dice } from "./dice.ts";
import type { SimProcess } from "./process.ts";
import type { RouterMachine } from "./router-machine.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import type { Weather } from "./weather.ts";

export interface StormOptions {
  readonly clock: VirtualClock;
  readonly weather: Weather;
  readonly dice: Dice;
  readonly chronicle: Chronicle;
  readonly routers: readonly RouterMachine[];
  /** The process of each replica, and what begins another in its place. */
  readonly processes: SimProcess[];
  readonly hasOldFiles: boolean;
  readonly begin: (index: number) => SimProcess;
}

/** Blows: processes die or stop beyond their lease, routers and the database go away, routers begin anew. */
export class Storm {
  readonly #options: StormOptions;
  readonly #everyMs: number;

  constructor(options: StormOptions) {
    this.#options = options;
    this.#everyMs = options.dice.between(5, 60) * 1_000;
  }

  begin(): void {
    const { clock, weather, dice } = this.#options;
    clock.after(dice.between(1, this.#everyMs), () => {
      if (weather.isCalm) return;
      this.#blow();
      this.begin();
    });
  }

  #blow(): void {
    const { dice, weather, routers, chronicle, hasOldFiles } = this.#options;
    const ms = dice.between(1, 40) * 1_000;
    const kind = dice.pick([
      "kill",
      "kill",
      "stop",
      "stop",
      "stop",
      "router away",
      "router restarts",
      "store away",
    ]);
    const router = routers[dice.between(0, routers.length - 1)];
    if (kind === "kill" || kind === "stop") {
      this.#strike(kind, ms);
      return;
    }
    chronicle.say("storm", `${kind} ${kind === "store away" ? "" : router?.id}, ${ms} ms`);
    if (kind === "router away" && router !== undefined) weather.takeAway(router.id, ms);
    if (kind === "router restarts") router?.restart(hasOldFiles ? dice.between(0, 3) : 0);
    if (kind === "store away") weather.takeAway("store", Math.min(ms, 20_000));
  }

  #strike(kind: "kill" | "stop", ms: number): void {
    const { dice, processes, clock, chronicle, begin } = this.#options;
    const index = dice.between(0, processes.length - 1);
    const process = processes[index];
    if (process === undefined || process.state !== "running") return;
    chronicle.say("storm", `${kind} ${process.name}, ${ms} ms`);
    if (kind === "stop") {
      process.stop();
      clock.after(ms, () => process.goOn());
      return;
    }
    process.die();
    clock.after(ms, () => {
      processes[index] = begin(index);
    });
  }
}
