import { isDeepStrictEqual } from "node:util";
import {
  type Append,
  type AppendResult,
  type ControlStore,
  isSameWeights,
  type JournalEntry,
  type Lease,
  noProgress,
  type ReleaseProgress,
  type ReleaseSpec,
  record,
  type Weights,
} from "@crossfade/core";
import type { Chronicle } from "./chronicle.ts";

/** A release, as far as it was acknowledged. */
export interface KnownRelease {
  readonly spec: ReleaseSpec;
  readonly progress: ReleaseProgress;
}

/** The store itself, with a witness: what was acknowledged stays, in order, and is written only by who may. */
export class WatchedStore {
  readonly store: ControlStore;
  readonly #chronicle: Chronicle;
  readonly #fences = new Map<string, number>();
  readonly #acknowledged = new Map<string, JournalEntry[]>();
  readonly #releases = new Map<string, KnownRelease>();

  constructor(store: ControlStore, chronicle: Chronicle) {
    this.#chronicle = chronicle;
    this.store = {
      ...store,
      create: async (spec, basis) => {
        await store.create(spec, basis);
        this.#releases.set(spec.id, { spec, progress: noProgress });
      },
      claim: async (holder, leaseMs) => this.#claimed(holder, await store.claim(holder, leaseMs)),
      append: async (entry) => this.#appended(entry, await store.append(entry)),
    };
  }

  fenceOf(release: string): number {
    return this.#fences.get(release) ?? 0;
  }

  /** The oldest first. */
  get releases(): readonly KnownRelease[] {
    return [...this.#releases.values()];
  }

  /** Somebody's weights were written down as what is wanted. */
  hasTakenOver(release: string, component: string, weights: Weights): boolean {
    return (this.#acknowledged.get(release) ?? []).some(
      ({ event }) =>
        event.kind === "taken-over" && event.component === component && isSameWeights(event.weights, weights),
    );
  }

  /** So often a step was promoted. */
  promotionsOf(release: string, step: string): number {
    const entries = this.#acknowledged.get(release) ?? [];
    return entries.filter(({ event }) => event.kind === "promoted" && event.step === step).length;
  }

  /** Nothing that was acknowledged is missing or other than it was. */
  async check(release: string): Promise<void> {
    const journal = await this.store.journal(release);
    const acknowledged = this.#acknowledged.get(release) ?? [];
    const stored = await this.store.read(release);
    if (stored === undefined) return this.#chronicle.violated(`${release} is not there any more`);
    const known = this.#releases.get(release)?.progress;
    if (!isDeepStrictEqual(stored.progress, JSON.parse(JSON.stringify(known))))
      this.#chronicle.violated(`the state of ${release} is not what its journal says`);
    if (JSON.stringify(journal) !== JSON.stringify(acknowledged))
      this.#chronicle.violated(`the journal of ${release} is not what was acknowledged`);
  }

  #claimed(holder: string, lease: Lease | undefined): Lease | undefined {
    if (lease === undefined) return undefined;
    const { release, fence } = lease;
    if (fence <= this.fenceOf(release))
      this.#chronicle.violated(`the fence ${fence} of ${release} was given twice`);
    this.#fences.set(release, fence);
    this.#chronicle.say("store", `${holder} claims ${release}, fence ${fence}`);
    return lease;
  }

  #appended({ release, fence, actor }: Append, result: AppendResult): AppendResult {
    if (result.kind !== "written") return result;
    if (fence !== undefined && fence !== this.fenceOf(release))
      this.#chronicle.violated(
        `${release} was written with fence ${fence}, and ${this.fenceOf(release)} holds it`,
      );
    const known = this.#acknowledged.get(release) ?? [];
    for (const entry of result.entries) {
      const last = known.at(-1);
      if (entry.seq !== (last?.seq ?? 0) + 1 || entry.atMs < (last?.atMs ?? 0))
        this.#chronicle.violated(`entry ${entry.seq} of ${release} is out of order`);
      known.push(entry);
      const before = this.#releases.get(release);
      if (before !== undefined)
        this.#releases.set(release, { ...before, progress: record(before.spec, before.progress, entry) });
      this.#chronicle.say("journal", `${release} ${entry.seq} ${actor}: ${JSON.stringify(entry.event)}`);
    }
    this.#acknowledged.set(release, known);
    return result;
  }
}
