/** What happened in one world, in order. Two runs of a seed that say the same have done the same. */
export class Chronicle {
  readonly #lines: string[] = [];
  readonly #beganMs: number;
  readonly #nowMs: () => number;
  readonly #tell: ((line: string) => void) | undefined;

  #violation: string | undefined;

  constructor(nowMs: () => number, tell?: (line: string) => void) {
    this.#beganMs = nowMs();
    this.#nowMs = nowMs;
    this.#tell = tell;
  }

  /** Something happened that must never happen, whatever fails. The first one ends the world. */
  violated(what: string): void {
    this.say("VIOLATION", what);
    this.#violation ??= what;
  }

  get violation(): string | undefined {
    return this.#violation;
  }

  say(who: string, what: string): void {
    const atS = ((this.#nowMs() - this.#beganMs) / 1_000).toFixed(3).padStart(9);
    const line = `${atS}  ${who.padEnd(10)} ${what}`;
    this.#lines.push(line);
    this.#tell?.(line);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }
}
