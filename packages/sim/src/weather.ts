import type { Dice } from "./dice.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** What becomes of one call. */
export interface Fate {
  /**
   * `refused`: it never arrives. `lost`: it is done, and the answer says that it was not. `late`: the same, but it is done
   * only when nobody reckons with it any more.
   */
  readonly kind: "fine" | "refused" | "lost" | "late";
  /** Until it arrives, and from there until its answer does. */
  readonly thereMs: number;
  readonly backMs: number;
}

export interface Climate {
  readonly refused: number;
  readonly lost: number;
  readonly slow: number;
  readonly late: number;
}

const slowMs = 4_000;
const lateMs = 40_000;
export const refusedAfterMs = 2_000;

export interface WeatherOptions {
  readonly clock: VirtualClock;
  readonly dice: Dice;
  readonly climate: Climate;
  readonly calmFromMs: number;
  /** They may do what they were asked long after whoever asked gave up: a process that was stopped, say. */
  readonly mayBeLate: readonly string[];
}

/** How much goes wrong, and until when. Each kind of call has dice of its own. */
export class Weather {
  readonly #clock: VirtualClock;
  readonly #dice: Dice;
  readonly #climate: Climate;
  readonly #calmFromMs: number;
  readonly #away = new Map<string, number>();
  readonly #mayBeLate: ReadonlySet<string>;
  readonly #streams = new Map<string, Dice>();

  constructor({ clock, dice, climate, calmFromMs, mayBeLate }: WeatherOptions) {
    this.#clock = clock;
    this.#dice = dice;
    this.#climate = climate;
    this.#calmFromMs = calmFromMs;
    this.#mayBeLate = new Set(mayBeLate);
  }

  get isCalm(): boolean {
    return this.#clock.nowMs >= this.#calmFromMs;
  }

  /** Nobody reaches it for so long, but not beyond the end of the storm. */
  takeAway(target: string, ms: number): void {
    this.#away.set(target, Math.min(this.#clock.nowMs + ms, this.#calmFromMs));
  }

  fateOf(target: string): Fate {
    const dice = this.#diceOf(target);
    const [thereMs, backMs, luck] = [dice.between(1, 20), dice.between(1, 20), dice.next()];
    if (this.isCalm) return { kind: "fine", thereMs, backMs };
    if ((this.#away.get(target) ?? 0) > this.#clock.nowMs)
      return { kind: "refused", thereMs: 0, backMs: refusedAfterMs };
    const { refused, lost, slow, late } = this.#climate;
    if (this.#mayBeLate.has(target) && dice.chance(late))
      return { kind: "late", thereMs: dice.between(refusedAfterMs, lateMs), backMs };
    if (luck < refused) return { kind: "refused", thereMs, backMs };
    if (luck < refused + lost) return { kind: "lost", thereMs, backMs: backMs + refusedAfterMs };
    if (luck >= refused + lost + slow) return { kind: "fine", thereMs, backMs };
    return { kind: "fine", thereMs: dice.between(0, slowMs), backMs: dice.between(0, slowMs) };
  }

  #diceOf(target: string): Dice {
    const dice = this.#streams.get(target) ?? this.#dice.of(target);
    this.#streams.set(target, dice);
    return dice;
  }
}
