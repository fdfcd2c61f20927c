import {
  type Append,
  type AppendResult,
  CrossfadeError,
  type JournalEntry,
  type Lease,
  noProgress,
  type ReleaseLine,
  type ReleaseProgress,
  type ReleaseSpec,
  type ReleaseStore,
  record,
  type StoredRelease,
} from "@crossfade/core";

interface Row {
  readonly spec: ReleaseSpec;
  readonly createdMs: number;
  readonly journal: JournalEntry[];
  progress: ReleaseProgress;
  nextAtMs: number | undefined;
  leaseUntilMs: number;
  fence: number;
}

/** Releases in memory: the same promises, but for the death of the process. */
export class FakeReleaseStore implements ReleaseStore {
  readonly #rows = new Map<string, Row>();
  readonly #listeners = new Set<() => void>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  async create(spec: ReleaseSpec): Promise<void> {
    if (this.#rows.has(spec.id)) throw new CrossfadeError("CF_RELEASE_EXISTS", { release: spec.id });
    this.#rows.set(spec.id, {
      spec: copied(spec),
      createdMs: this.#nowMs(),
      journal: [],
      progress: noProgress,
      nextAtMs: undefined,
      leaseUntilMs: 0,
      fence: 0,
    });
  }

  async read(id: string): Promise<StoredRelease | undefined> {
    const row = this.#rows.get(id);
    return row === undefined ? undefined : copied({ spec: row.spec, progress: row.progress });
  }

  async journal(id: string, afterSeq = 0): Promise<readonly JournalEntry[]> {
    return copied(this.#rows.get(id)?.journal.filter(({ seq }) => seq > afterSeq) ?? []);
  }

  async list(environment?: string): Promise<readonly ReleaseLine[]> {
    return [...this.#rows.values()]
      .reverse()
      .filter(({ spec }) => environment === undefined || spec.environment === environment)
      .map(({ spec, progress, createdMs }) => ({
        id: spec.id,
        environment: spec.environment,
        phase: progress.phase,
        createdMs,
      }));
  }

  async claim(_: string, leaseMs: number): Promise<Lease | undefined> {
    const nowMs = this.#nowMs();
    const due = [...this.#rows].filter(
      ([, row]) => (row.nextAtMs ?? Infinity) <= nowMs && row.leaseUntilMs < nowMs,
    );
    const [first] = due.sort(([, a], [, b]) => (a.nextAtMs ?? 0) - (b.nextAtMs ?? 0));
    if (first === undefined) return undefined;
    const [release, row] = first;
    row.leaseUntilMs = nowMs + leaseMs;
    row.fence++;
    return { release, fence: row.fence, nowMs };
  }

  async renew({ release, fence }: Lease, leaseMs: number): Promise<boolean> {
    const row = this.#rows.get(release);
    if (row === undefined || row.fence !== fence || row.leaseUntilMs < this.#nowMs()) return false;
    row.leaseUntilMs = this.#nowMs() + leaseMs;
    return true;
  }

  async release({ release, fence }: Lease, seen: { seq: number; nextAtMs?: number }): Promise<void> {
    const row = this.#rows.get(release);
    if (row === undefined || row.fence !== fence) return;
    row.leaseUntilMs = 0;
    row.nextAtMs = row.progress.seq > seen.seq ? this.#nowMs() : seen.nextAtMs;
  }

  async append({ release, expectedSeq, actor, events, fence }: Append): Promise<AppendResult> {
    const row = this.#rows.get(release);
    if (row === undefined) throw new CrossfadeError("CF_RELEASE_UNKNOWN", { release });
    if (fence !== undefined && row.fence !== fence) return { kind: "fenced" };
    if (row.progress.seq !== expectedSeq) return { kind: "moved" };
    const atMs = this.#nowMs();
    const entries = events.map((event, index) =>
      copied({ seq: expectedSeq + 1 + index, atMs, actor, event }),
    );
    for (const entry of entries) row.progress = record(row.spec, row.progress, entry);
    row.journal.push(...entries);
    row.nextAtMs = atMs;
    for (const wake of this.#listeners) wake();
    return { kind: "written", entries };
  }

  async onWake(wake: () => void): Promise<() => Promise<void>> {
    this.#listeners.add(wake);
    return async () => void this.#listeners.delete(wake);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }
}

/** What goes through a database comes out as another object. */
function copied<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
