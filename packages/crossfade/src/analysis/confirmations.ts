import type { Observation, Validator } from "@crossfade/core";
import { confirmAll, type Judged, withoutSchemas } from "./confirm.ts";
import type { PairKnowledge } from "./pair-observations.ts";

type Observed = Extract<PairKnowledge, { kind: "observed" }>;

/** What is known of a pair, what was observed aside. */
export type PairOutcome = Exclude<PairKnowledge, Observed> | Pick<Observed, "kind" | "digests" | "documents">;

/**
 * Has what was observed confirmed while the next pair is compared. The schemas of claims are large: those of two pairs
 * are in memory at most, and are let go once their work is done. What several pairs share is confirmed once.
 */
export class Confirmations {
  readonly #validator: Validator;
  readonly #judged = new Map<PairOutcome, readonly Judged[]>();
  readonly #answered = new WeakMap<Observation, Judged>();
  #last: Promise<void> = Promise.resolve();

  constructor(validator: Validator) {
    this.#validator = validator;
  }

  /** Begins with a pair, and waits for the one before. What it answers stands for the pair from now on. */
  async begin(knowledge: PairKnowledge): Promise<PairOutcome> {
    if (knowledge.kind !== "observed") return knowledge;
    const { kind, digests, documents } = knowledge;
    const pair: PairOutcome = { kind, digests, ...(documents ? { documents } : {}) };
    const before = this.#last;
    this.#last = this.#confirm(knowledge, pair);
    // A failure is met where this is waited for, and must not end the program before.
    this.#last.catch(() => undefined);
    await before;
    return pair;
  }

  /** When all that was begun is done. */
  async done(): Promise<void> {
    await this.#last;
  }

  of(pair: PairOutcome): readonly Judged[] {
    return this.#judged.get(pair) ?? [];
  }

  async #confirm({ observations, judged, keep }: Observed, pair: PairOutcome): Promise<void> {
    const fresh = judged ?? (await this.#judge(observations));
    keep?.(fresh);
    this.#judged.set(pair, fresh.map(withoutSchemas));
  }

  async #judge(observations: readonly Observation[]): Promise<readonly Judged[]> {
    const open = observations.filter((each) => !this.#answered.has(each));
    const judged = new Map<Observation, Judged>();
    const fresh = open.length > 0 ? await confirmAll(open, this.#validator) : [];
    for (const each of fresh) {
      judged.set(each.observation, each);
      if (!each.unanswered) this.#answered.set(each.observation, each);
    }
    return observations.flatMap((each) => judged.get(each) ?? this.#answered.get(each) ?? []);
  }
}
