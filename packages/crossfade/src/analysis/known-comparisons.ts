import type {
  CompareContext,
  CompareSettings,
  ComparisonMemory,
  Contract,
  ContractKind,
} from "@crossfade/contracts";
import type { Cache, Hash, Observation } from "@crossfade/core";
import { type Judged, withoutSchemas } from "./confirm.ts";
import { KnownReading } from "./known-readings.ts";

/** The context of a comparison, with readings in place of contracts. */
export type KnownContext = { readonly [K in keyof CompareContext]: Known<CompareContext[K]> };

type Known<T> = T extends Contract
  ? KnownReading
  : T extends readonly Contract[]
    ? readonly KnownReading[]
    : T;

/** All that a comparison depends on. */
export interface Question {
  readonly kind: ContractKind;
  readonly sender: KnownReading;
  readonly receiver: KnownReading;
  readonly settings: CompareSettings;
  readonly context: KnownContext;
}

export interface Compared {
  readonly observations: readonly Observation[];
  /** Set where it is remembered: nothing has to be confirmed again. */
  readonly judged?: readonly Judged[];
  /** To be told what became of the observations, where nothing is remembered. */
  keep(judged: readonly Judged[]): void;
}

/** Remembers what comparisons came to, once their counterexamples were judged. */
export class KnownComparisons {
  readonly #cache: Cache;
  readonly #memories = new Map<ContractKind, ComparisonMemory>();
  readonly #hash: Hash;

  constructor(cache: Cache, hash: Hash) {
    this.#cache = cache;
    this.#hash = hash;
  }

  /** With `many` to come of one kind, what is found out in one comparison serves the others. */
  compare(question: Question, many = false): Compared {
    const key = this.#keyOf(question);
    const text = isLate(question) ? undefined : this.#cache.get(key);
    if (text !== undefined) {
      const judged = JSON.parse(text) as readonly Judged[];
      return { observations: judged.map((each) => each.observation), judged, keep: () => undefined };
    }
    const { kind, sender, receiver, settings, context } = question;
    return {
      observations: kind.compare(
        sender.contract,
        receiver.contract,
        settings,
        plain(context),
        many ? this.#memoryOf(kind) : undefined,
      ),
      keep: (judged) => {
        if (isLate(question) || judged.some((each) => each.unanswered)) return;
        this.#cache.set(key, JSON.stringify(judged.map(withoutSchemas)));
      },
    };
  }

  #memoryOf(kind: ContractKind): ComparisonMemory | undefined {
    const memory = this.#memories.get(kind) ?? kind.memory?.();
    if (memory) this.#memories.set(kind, memory);
    return memory;
  }

  /** Whatever stands in the context stands in the key: a reading by its source, all else as it is. */
  #keyOf({ kind, sender, receiver, settings, context }: Question): string {
    return this.#hash(
      JSON.stringify(["comparison", kind.name, sender, receiver, settings, context], (_, value) =>
        value instanceof KnownReading ? value.source : value,
      ),
    );
  }
}

function isLate({ sender, receiver, context }: Question): boolean {
  return [sender, receiver, ...Object.values(context).flat()].some(
    (each) => each instanceof KnownReading && each.late,
  );
}

function plain(context: KnownContext): CompareContext {
  const contractOf = (value: unknown) => (value instanceof KnownReading ? value.contract : value);
  return Object.fromEntries(
    Object.entries(context).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(contractOf) : contractOf(value),
    ]),
  );
}
