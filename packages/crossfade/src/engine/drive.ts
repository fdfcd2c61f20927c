import {
  advance,
  type Effect,
  type Lease,
  type Outcome,
  type PerformContext,
  type Performer,
  type ReleaseEvent,
  type ReleaseProgress,
  type ReleaseSpec,
  type ReleaseStore,
  record,
} from "@crossfade/core";
import { eventsOf } from "./outcome-events.ts";
import { Signal } from "./signal.ts";
import type { Timers } from "./timers.ts";

export interface DriveOptions {
  readonly store: ReleaseStore;
  readonly performer: Performer;
  readonly lease: Lease;
  readonly leaseMs: number;
  /** ms of a clock that never goes back. */
  readonly elapsedMs: () => number;
  readonly timers: Timers;
  /** Aborted: the engine stops. */
  readonly signal: AbortSignal;
}

/** Looks at least so often whether people have said something meanwhile. */
const pollMs = 1_000;
const renewalsPerLease = 3;
/** What is in hand when the engine stops has so long to end. */
const stopMs = 3_000;

/** Drives one release for as long as there is something to do, or somebody else takes over. */
export class Drive {
  readonly #options: DriveOptions;
  readonly #beganMs: number;
  readonly #woken: Signal;
  readonly #inFlight = new Map<string, AbortController>();
  readonly #finished: { readonly effect: Effect; readonly outcome: Outcome }[] = [];
  readonly #notBefore = new Map<string, number>();
  #spec!: ReleaseSpec;
  #progress!: ReleaseProgress;
  #isLost = false;

  constructor(options: DriveOptions) {
    this.#options = options;
    this.#woken = new Signal(options.timers);
    this.#beganMs = options.elapsedMs();
  }

  /** Something may have happened. */
  wake(): void {
    this.#woken.give();
  }

  async run(): Promise<void> {
    const { leaseMs, signal, timers } = this.#options;
    const endRenewing = timers.every(leaseMs / renewalsPerLease, () => void this.#renew());
    const stop = () => this.#woken.give();
    signal.addEventListener("abort", stop);
    try {
      if (await this.#read()) await this.#drive();
    } finally {
      endRenewing();
      signal.removeEventListener("abort", stop);
      for (const each of this.#inFlight.values()) each.abort();
    }
  }

  async #drive(): Promise<void> {
    const { store, lease, signal } = this.#options;
    let stoppedMs: number | undefined;
    while (!this.#isLost) {
      if (!(await this.#settle())) continue;
      const { events, effects, nextAtMs } = advance(this.#spec, this.#progress, this.#nowMs());
      if (events.length > 0) {
        await this.#write(events);
        continue;
      }
      this.#cancelUnwanted(effects);
      if (!signal.aborted) for (const effect of effects) this.#begin(effect);
      const next = this.#nextMs(effects, nextAtMs);
      if (signal.aborted && this.#inFlight.size === 0) return store.release(lease, this.#seen(this.#nowMs()));
      // Whoever takes over has to wait for the lease: what is in hand may still happen.
      if (signal.aborted) stoppedMs ??= this.#nowMs();
      if (stoppedMs !== undefined && this.#nowMs() - stoppedMs >= stopMs) return;
      if (this.#inFlight.size === 0 && !this.#isSoon(next)) return store.release(lease, this.#seen(next));
      await this.#woken.taken(
        Math.min(pollMs, Math.max(0, (next ?? Number.POSITIVE_INFINITY) - this.#nowMs())),
      );
      if (this.#finished.length === 0 && !(await this.#read())) return;
    }
  }

  /** What is due within a moment is waited for here: giving the release back and taking it again is dearer. */
  #isSoon(atMs: number | undefined): boolean {
    return atMs !== undefined && atMs - this.#nowMs() <= pollMs;
  }

  #seen(nextAtMs: number | undefined): { readonly seq: number; readonly nextAtMs?: number } {
    return { seq: this.#progress.seq, ...(nextAtMs === undefined ? {} : { nextAtMs }) };
  }

  /** Writes down what has come of effects. False: something else was written meanwhile, look again. */
  async #settle(): Promise<boolean> {
    while (this.#finished.length > 0) {
      const [first] = this.#finished;
      if (first === undefined) break;
      const events = eventsOf(this.#spec, this.#progress, { ...first, nowMs: this.#nowMs() });
      if (events.length > 0 && !(await this.#write(events))) return false;
      this.#finished.shift();
      // Only now: before it was written, the state would ask for it once more.
      this.#inFlight.delete(first.effect.id);
    }
    return true;
  }

  async #write(events: readonly ReleaseEvent[]): Promise<boolean> {
    const { store, lease } = this.#options;
    const result = await store.append({
      release: lease.release,
      expectedSeq: this.#progress.seq,
      actor: "engine",
      events,
      fence: lease.fence,
    });
    if (result.kind === "fenced") this.#isLost = true;
    if (result.kind !== "written") {
      if (!this.#isLost) await this.#read();
      return false;
    }
    for (const entry of result.entries) this.#progress = record(this.#spec, this.#progress, entry);
    return true;
  }

  #begin(effect: Effect): void {
    if (this.#inFlight.has(effect.id) || (this.#notBefore.get(effect.id) ?? 0) > this.#nowMs()) return;
    const controller = new AbortController();
    this.#inFlight.set(effect.id, controller);
    const { performer, store, lease, leaseMs } = this.#options;
    const context: PerformContext = {
      spec: this.#spec,
      progress: this.#progress,
      fence: lease.fence,
      nowMs: this.#nowMs(),
      // An abort that has taken back a weight is not overtaken by the deed that was setting it.
      isOurs: async () => (await store.renew(lease, leaseMs)) && !controller.signal.aborted,
      onUnwanted: (stop) => controller.signal.addEventListener("abort", stop),
    };
    void performer
      .perform(effect, context)
      .catch((error: unknown): Outcome => ({ kind: "failed", why: sentenceOf(error) }))
      .then((outcome) => this.#end(effect, controller, outcome));
  }

  /** What came of an effect that is no longer wanted is of interest only if it has happened. */
  #end(effect: Effect, controller: AbortController, outcome: Outcome): void {
    const waitMs = outcome.kind === "pending" ? outcome.againInMs : restMs(effect, this.#spec);
    this.#notBefore.set(effect.id, this.#nowMs() + waitMs);
    if (this.#inFlight.get(effect.id) === controller || outcome.kind === "done")
      this.#finished.push({ effect, outcome });
    this.#woken.give();
  }

  #cancelUnwanted(effects: readonly Effect[]): void {
    const wanted = new Set(effects.map(({ id }) => id));
    const finished = new Set(this.#finished.map(({ effect }) => effect.id));
    for (const [id, controller] of this.#inFlight) {
      if (wanted.has(id) || finished.has(id)) continue;
      controller.abort();
      this.#inFlight.delete(id);
    }
  }

  #nextMs(effects: readonly Effect[], nextAtMs: number | undefined): number | undefined {
    const pending = effects.flatMap(({ id }) => {
      const atMs = this.#inFlight.has(id) ? undefined : this.#notBefore.get(id);
      return atMs === undefined ? [] : [atMs];
    });
    const all = nextAtMs === undefined ? pending : [...pending, nextAtMs];
    return all.length === 0 ? undefined : Math.min(...all);
  }

  async #read(): Promise<boolean> {
    const stored = await this.#options.store.read(this.#options.lease.release);
    if (stored === undefined) return false;
    this.#spec = stored.spec;
    this.#progress = stored.progress;
    return true;
  }

  async #renew(): Promise<void> {
    const { store, lease, leaseMs } = this.#options;
    const isOurs = await store.renew(lease, leaseMs).catch(() => true);
    if (isOurs) return;
    this.#isLost = true;
    this.#woken.give();
  }

  /** The store's clock, as it went on since the lease was given. */
  #nowMs(): number {
    return Math.floor(this.#options.lease.nowMs + this.#options.elapsedMs() - this.#beganMs);
  }
}

/** Questions are asked again and again; deeds only when the state asks for them again. */
function restMs(effect: Effect, { settings }: ReleaseSpec): number {
  return effect.kind === "judge" || effect.kind === "measure" ? settings.judgeEveryMs : 0;
}

function sentenceOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
