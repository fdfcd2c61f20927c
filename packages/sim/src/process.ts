import type { Timers } from "@crossfade/cli/engine";
import type { VirtualClock } from "./virtual-clock.ts";
import { refusedAfterMs, type Weather } from "./weather.ts";

export interface ProcessOptions {
  readonly name: string;
  readonly clock: VirtualClock;
  readonly weather: Weather;
  /** Its clock runs so many times as fast as that of the world. */
  readonly drift: number;
}

/**
 * A process of the control plane, as the world sees it: it can be stopped for a while, so that everything it hears comes
 * late, and it can die, so that it hears nothing any more. What it has sent before arrives all the same.
 */
export class SimProcess implements Timers {
  readonly name: string;
  readonly #options: ProcessOptions;
  readonly #late: (() => void)[] = [];
  #state: "running" | "stopped" | "dead" = "running";

  constructor(options: ProcessOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get state(): "running" | "stopped" | "dead" {
    return this.#state;
  }

  elapsedMs = (): number => this.#options.clock.nowMs * this.#options.drift;

  stop(): void {
    if (this.#state === "running") this.#state = "stopped";
  }

  goOn(): void {
    if (this.#state !== "stopped") return;
    this.#state = "running";
    for (const each of this.#late.splice(0)) this.#options.clock.after(0, () => this.hears(each));
  }

  die(): void {
    this.#state = "dead";
    this.#late.length = 0;
  }

  hears(act: () => void): void {
    if (this.#state === "running") act();
    else if (this.#state === "stopped") this.#late.push(act);
  }

  after(ms: number, act: () => void): () => void {
    let isForgotten = false;
    this.#options.clock.after(ms, () =>
      this.hears(() => {
        if (!isForgotten) act();
      }),
    );
    return () => {
      isForgotten = true;
    };
  }

  every(ms: number, act: () => void): () => void {
    let forget = this.after(ms, again.bind(this));
    function again(this: SimProcess): void {
      forget = this.after(ms, again.bind(this));
      act();
    }
    return () => forget();
  }

  /** A call over the network, or to a disk, with everything that can become of it. `failure` is what the caller is told. */
  call<T>(target: string, act: () => Promise<T>, failure: () => Error): Promise<T> {
    const { clock, weather } = this.#options;
    const { kind, thereMs, backMs } = weather.fateOf(target);
    return new Promise<T>((done, failed) => {
      const back = (tell: () => void) => clock.after(backMs, () => this.hears(tell));
      if (kind === "late") clock.after(refusedAfterMs, () => this.hears(() => failed(failure())));
      clock.after(thereMs, () => {
        if (kind === "refused") return void back(() => failed(failure()));
        act().then(
          (value) => back(() => (kind === "lost" ? failed(failure()) : done(value))),
          (error: unknown) => back(() => failed(error)),
        );
      });
    });
  }
}
