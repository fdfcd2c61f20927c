/** Who asked: "web@2.3.1", or "?" for whoever does not say it. */
export type Asker = string;

export const nobodyKnown: Asker = "?";

/** One kind of question of one client version. */
export interface AskedEntry {
  /** Undefined: for all flags at once. */
  readonly key: string | undefined;
  readonly who: Asker;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Questions by day since 1970. */
  readonly days: Readonly<Record<number, number>>;
}

/** As it is kept on the disk. */
export interface AskedRecord {
  readonly askedSchema: 1;
  /** Counted since then. */
  readonly sinceMs: number;
  readonly entries: readonly AskedEntry[];
}

export const askedLimits = {
  /** Kinds of questions that are told apart; whoever comes later counts as "?". */
  entries: 10_000,
  /** Days that are kept. */
  days: 35,
} as const;

const dayMs = 86_400_000;

interface Counter {
  readonly key: string | undefined;
  readonly who: Asker;
  readonly firstMs: number;
  lastMs: number;
  readonly days: Map<number, number>;
}

/** Who asks for flags, by flag and client version. Bounded; what is told apart no more still counts. */
export class AskedFlags {
  readonly #counters = new Map<string, Counter>();
  readonly #nowMs: () => number;
  readonly sinceMs: number;
  #changes = 0;

  constructor(nowMs: () => number, record?: AskedRecord) {
    this.#nowMs = nowMs;
    this.sinceMs = record?.sinceMs ?? nowMs();
    for (const entry of record?.entries ?? []) {
      const days = Object.entries(entry.days).map(([day, count]) => [Number(day), count] as const);
      this.#counters.set(idOf(entry), { ...entry, days: new Map(days) });
    }
  }

  /** Changes since it was made: whoever keeps a record knows whether it is old. */
  get changes(): number {
    return this.#changes;
  }

  /** `key` undefined: for all at once. `client` and `version` are what the context says of whoever asks. */
  count(key: string | undefined, client: unknown, version: unknown): void {
    const atMs = this.#nowMs();
    const counter = this.#counter(key, askerOf(client, version), atMs);
    counter.lastMs = atMs;
    const day = Math.floor(atMs / dayMs);
    counter.days.set(day, (counter.days.get(day) ?? 0) + 1);
    if (counter.days.size > askedLimits.days) counter.days.delete(Math.min(...counter.days.keys()));
    this.#changes++;
  }

  get record(): AskedRecord {
    const entries = [...this.#counters.values()].map((each) => ({
      ...each,
      days: Object.fromEntries(each.days),
    }));
    return { askedSchema: 1, sinceMs: this.sinceMs, entries };
  }

  #counter(key: string | undefined, who: Asker, atMs: number): Counter {
    const known = this.#counters.get(idOf({ key, who }));
    if (known !== undefined) return known;
    const isFull = this.#counters.size >= askedLimits.entries && who !== nobodyKnown;
    if (isFull) return this.#counter(key, nobodyKnown, atMs);
    const counter = { key, who, firstMs: atMs, lastMs: atMs, days: new Map<number, number>() };
    this.#counters.set(idOf(counter), counter);
    return counter;
  }
}

function idOf({ key, who }: { readonly key?: string | undefined; readonly who: Asker }): string {
  return JSON.stringify([key ?? null, who]);
}

/** What a stranger says of itself is taken only where it could be a name and a version. */
export function askerOf(client: unknown, version: unknown): Asker {
  const isName = typeof client === "string" && /^[\w.-]{1,64}$/.test(client);
  const isVersion = typeof version === "string" && /^[\w.+-]{1,64}$/.test(version);
  return isName && isVersion ? `${client}@${version}` : nobodyKnown;
}
