import {
  type Append,
  type AppendResult,
  CrossfadeError,
  type JournalEntry,
  type Lease,
  noProgress,
  type ReleaseBasis,
  type ReleaseLine,
  type ReleaseProgress,
  type ReleaseSpec,
  type ReleaseStore,
  record,
  type StoredRelease,
} from "@crossfade/core";
import { copied } from "./copied.ts";
import { readBasis, type StoredBasis, storedBasis } from "./release-basis.ts";

interface Row {
  readonly spec: ReleaseSpec;
  readonly basis: StoredBasis | undefined;
  readonly createdMs: number;
  readonly journal: JournalEntry[];
  progress: ReleaseProgress;
  nextAtMs: number | undefined;
  leaseUntilMs: number;
  fence: number;
  /** Something beside its journal has happened since it was last taken. */
  touched: boolean;
}

/** Releases in memory: the same promises, but for the death of the process. */
export class FakeReleaseStore implements ReleaseStore {
  readonly #rows = new Map<string, Row>();
  readonly #listeners = new Set<() => void>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  async create(spec: ReleaseSpec, basis?: ReleaseBasis): Promise<void> {
    if (this.#rows.has(spec.id)) throw new CrossfadeError("CF_RELEASE_EXISTS", { release: spec.id });
    this.#rows.set(spec.id, {
      spec: copied(spec),
      basis: basis && copied(storedBasis(basis)),
      createdMs: this.#nowMs(),
      journal: [],
      progress: noProgress,
      nextAtMs: undefined,
      leaseUntilMs: 0,
      fence: 0,
      touched: false,
    });
  }

  async basis(id: string): Promise<ReleaseBasis | undefined> {
    const basis = this.#rows.get(id)?.basis;
    return basis && readBasis(copied(basis));
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
    row.touched = false;
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
    row.nextAtMs = row.touched || row.progress.seq > seen.seq ? this.#nowMs() : seen.nextAtMs;
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
    this.#wakeAll();
    return { kind: "written", entries };
  }

  /** Something has happened in an environment: what is on its way there looks again. */
  touch(environment: string): void {
    for (const row of this.#rows.values()) {
      if (row.spec.environment !== environment || !isOnItsWay(row.progress.phase)) continue;
      row.touched = true;
      row.nextAtMs = this.#nowMs();
    }
    this.#wakeAll();
  }

  async onWake(wake: () => void): Promise<() => Promise<void>> {
    this.#listeners.add(wake);
    return async () => void this.#listeners.delete(wake);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }

  #wakeAll(): void {
    for (const wake of this.#listeners) wake();
  }
}

function isOnItsWay(phase: ReleaseProgress["phase"]): boolean {
  return phase === "running" || phase === "aborting";
}
