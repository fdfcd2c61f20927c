import type { Performer, ReleaseStore } from "@crossfade/core";
import { Drive } from "./drive.ts";
import { Signal } from "./signal.ts";
import { realTimers, type Timers } from "./timers.ts";

export interface EngineOptions {
  readonly store: ReleaseStore;
  readonly performer: Performer;
  /** This replica, as its leases name it. */
  readonly holder: string;
  readonly elapsedMs: () => number;
  readonly timers?: Timers;
  /** For how long a release is nobody else's after its holder has died. */
  readonly leaseMs?: number;
  /** Releases in hand at once. */
  readonly maxDrives?: number;
  /** Told what could not be helped: the store is away, say. The engine goes on. */
  readonly onTrouble?: (error: unknown) => void;
}

const defaults = { timers: realTimers, leaseMs: 10_000, maxDrives: 32, onTrouble: (_: unknown) => {} };
/** Whatever is missed by a hint is found by looking. */
const pollMs = 1_000;

/** Drives every release that is due, with as many replicas as there are: each release is one replica's at a time. */
export class Engine {
  readonly #options: Required<EngineOptions>;
  readonly #stopping = new AbortController();
  readonly #woken: Signal;
  readonly #drives = new Map<Drive, Promise<void>>();
  #running: Promise<void> | undefined;

  constructor(options: EngineOptions) {
    this.#options = { ...defaults, ...options };
    this.#woken = new Signal(this.#options.timers);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Begins nothing more, waits for what is in hand, gives everything back. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#woken.give();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { store, onTrouble } = this.#options;
    const unlisten = await store
      .onWake(() => this.#wakeAll())
      .catch((error: unknown) => void onTrouble(error));
    while (!this.#stopping.signal.aborted) {
      await this.#claim().catch(onTrouble);
      await this.#woken.taken(pollMs);
    }
    await Promise.all(this.#drives.values());
    await unlisten?.();
  }

  #wakeAll(): void {
    this.#woken.give();
    for (const drive of this.#drives.keys()) drive.wake();
  }

  async #claim(): Promise<void> {
    const { store, holder, leaseMs, maxDrives, performer, elapsedMs, timers, onTrouble } = this.#options;
    while (this.#drives.size < maxDrives && !this.#stopping.signal.aborted) {
      const lease = await store.claim(holder, leaseMs);
      if (lease === undefined) return;
      const { signal } = this.#stopping;
      const drive = new Drive({ store, performer, lease, leaseMs, elapsedMs, timers, signal });
      const ended = drive
        .run()
        .catch(onTrouble)
        .finally(() => {
          this.#drives.delete(drive);
          this.#woken.give();
        });
      this.#drives.set(drive, ended);
    }
  }
}
