import type { Fact, FactEntry, FactStore } from "@crossfade/core";
import { copied } from "./copied.ts";
import { newFacts } from "./new-facts.ts";

/** Facts in memory. */
export class FakeFactStore implements FactStore {
  readonly #entries = new Map<string, FactEntry[]>();
  readonly #nowMs: () => number;
  readonly #touch: (environment: string) => void;

  /** @param touch is told of every environment in which something has happened. */
  constructor(nowMs: () => number, touch: (environment: string) => void) {
    this.#nowMs = nowMs;
    this.#touch = touch;
  }

  async record(environment: string, actor: string, facts: readonly Fact[]): Promise<readonly FactEntry[]> {
    const known = this.#entries.get(environment) ?? [];
    const atMs = this.#nowMs();
    const entries = newFacts(known, facts).map((fact, index) =>
      copied({ seq: known.length + 1 + index, atMs, actor, fact }),
    );
    if (entries.length === 0) return [];
    this.#entries.set(environment, [...known, ...entries]);
    this.#touch(environment);
    return copied(entries);
  }

  async facts(environment: string, afterSeq = 0): Promise<readonly FactEntry[]> {
    return copied((this.#entries.get(environment) ?? []).filter(({ seq }) => seq > afterSeq));
  }
}
