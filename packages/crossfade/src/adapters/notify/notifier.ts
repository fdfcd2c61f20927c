import type { EvidenceStore, JournalEntry, OutboxStore, ReleaseLine, ReleaseStore } from "@crossfade/core";
import { releaseEnvelope } from "./release-envelope.ts";
import { type NotifyEndpoint, sendDue } from "./sender.ts";

export interface NotifierOptions {
  readonly releases: Pick<ReleaseStore, "list" | "journal" | "onWake">;
  readonly outbox: OutboxStore;
  readonly evidence: EvidenceStore;
  /** Who is told of an environment. */
  readonly endpoints: (environment: string) => readonly NotifyEndpoint[];
  readonly endpoint: (id: string) => NotifyEndpoint | undefined;
  /** ms since 1970. */
  readonly nowMs: () => number;
  /** Whatever is missed by a hint is found by looking, so often. */
  readonly pollMs?: number;
  /** Told what could not be helped: the store is away, say. It goes on. */
  readonly onTrouble?: (error: unknown) => void;
}

const defaultPollMs = 2_000;
/** What is older when it is first seen is no news: nobody is told last month's releases because a hook was added. */
const newsMs = 86_400_000;
/** Gates say the same again and again; what follows from it is told. */
const quiet: ReadonlySet<JournalEntry["event"]["kind"]> = new Set(["judged"]);

/**
 * Tells others what happens to releases: every entry of a journal becomes a message in the outbox, once, and every message is
 * sent until it has arrived, or was given up. Several replicas may do this at once.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  /** By release: the last entry that is in the outbox. */
  readonly #through = new Map<string, number>();
  readonly #ended = new Set<string>();
  #running: Promise<void> | undefined;
  #isStopping = false;
  #wake = () => {};

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Waits for what is in hand. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { releases, onTrouble = () => {} } = this.#options;
    const unlisten = await releases.onWake(() => this.#wake()).catch(onTrouble);
    while (!this.#isStopping) {
      const woken = this.#nextWake();
      const isMore = await this.#look().catch(onTrouble);
      if (isMore !== true && !this.#isStopping) await woken;
    }
    await unlisten?.();
  }

  /** True: there may be more to send at once. */
  async #look(): Promise<boolean> {
    const { releases, outbox, endpoint } = this.#options;
    for (const line of await releases.list()) if (!this.#ended.has(line.id)) await this.#collect(line);
    return (await sendDue(outbox, endpoint)) > 0;
  }

  async #collect({ id, environment, phase }: ReleaseLine): Promise<void> {
    const { releases, evidence, outbox, endpoints, nowMs } = this.#options;
    const key = `notified/${encodeURIComponent(id)}`;
    const through = this.#through.get(id) ?? Number((await evidence.evidence(key)) ?? 0);
    const entries = await releases.journal(id, through);
    const news = entries.filter(({ atMs, event }) => atMs > nowMs() - newsMs && !quiet.has(event.kind));
    const told = endpoints(environment);
    const messages = news.flatMap((entry) => {
      const envelope = releaseEnvelope({ release: id, environment }, entry);
      const body = JSON.stringify(envelope);
      return told.map((each) => ({ id: `${each.id}/${envelope.id}`, endpoint: each.id, body }));
    });
    if (messages.length > 0) await outbox.enqueue(messages);
    const last = entries.at(-1)?.seq ?? through;
    if (last > through) await evidence.keepEvidence(key, last);
    this.#through.set(id, last);
    // Its phase was read before its journal: what came in between is there.
    if (phase === "completed" || phase === "aborted") this.#ended.add(id);
  }

  #nextWake(): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, this.#options.pollMs ?? defaultPollMs);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}
