import type { FlagRevisionStore, SharedFlagRevision } from "@crossfade/core";
import type { Author, FlagFile } from "./flag-file.ts";
import type { JournalEntry } from "./flag-journal.ts";
import { mergedText } from "./merged-text.ts";
import type { SharedMarkFile } from "./shared-mark.ts";

export interface FlagReplicaOptions {
  readonly component: string;
  readonly source: FlagFile;
  readonly store: FlagRevisionStore;
  readonly mark: SharedMarkFile;
  /** Once for each time that the store goes away. */
  readonly onTrouble: (error: unknown) => void;
}

/** Between two looks; whoever changes something wakes the others sooner. */
const lookEveryMs = 1_000;
/** A change waits for the store no longer than this. */
const agreeWithinMs = 1_000;
/** Others add revisions while we try to add ours: so often in a row, no more. */
const maxAttempts = 8;

/**
 * Several control planes over one store: what becomes of the file at one of them becomes of it at all. The file here is the
 * truth for this replica at once; the store then says in which order. While it is away, each goes on by itself, and what was
 * changed meanwhile is put together when it is back.
 */
export class FlagReplica {
  readonly source: FlagFile;
  readonly #options: FlagReplicaOptions;
  readonly #unlisten: () => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isAgain = false;
  #isSilent = false;

  constructor(options: FlagReplicaOptions) {
    this.source = options.source;
    this.#options = options;
    this.#unlisten = options.source.onChange(() => void this.look());
  }

  async start(): Promise<void> {
    this.#timer = setInterval(() => void this.look(), lookEveryMs).unref();
    await this.agree();
  }

  /** One look at a time; asked meanwhile, it looks once more. Never rejects. */
  look(): Promise<void> {
    this.#isAgain = true;
    this.#running ??= this.#looks().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** The same, for somebody who waits: no longer than a moment, since flags can be changed while the store is away, too. */
  async agree(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((done) => {
      timer = setTimeout(done, agreeWithinMs);
    });
    await Promise.race([this.look(), late]).finally(() => clearTimeout(timer));
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#unlisten();
    await this.#running;
  }

  async #looks(): Promise<void> {
    while (this.#isAgain) {
      this.#isAgain = false;
      try {
        for (let attempt = 0; attempt < maxAttempts && !(await this.#isAgreed()); attempt++);
        this.#isSilent = false;
      } catch (error) {
        if (!this.#isSilent) this.#options.onTrouble(error);
        this.#isSilent = true;
      }
    }
  }

  /** One step towards the store. False: another one is needed. */
  async #isAgreed(): Promise<boolean> {
    const { component, store, mark } = this.#options;
    const news = await store.flagRevisions(component, mark.mark.revision);
    // What somebody is writing here comes first, or it would be lost.
    if (!this.source.settled()) return true;
    if (news.length > 0) {
      this.#take(news as readonly [SharedFlagRevision, ...SharedFlagRevision[]]);
      return false;
    }
    const ours = this.#ours();
    if (ours.length === 0) return true;
    for (const { revision, atMs, by, why, text } of ours) {
      if (!(await store.addFlagRevision({ component, revision, atMs, by, why, text }))) return false;
      mark.put({ revision, text });
    }
    return false;
  }

  /** What the file became here that the store does not know yet. */
  #ours(): readonly JournalEntry[] {
    const { mark } = this.#options.mark;
    const { history } = this.source;
    const last = history.at(-1);
    if (last === undefined || last.text === mark.text) return [];
    const since = history.filter(({ revision }) => revision > mark.revision);
    // Of what was before they met, the last state is enough.
    return mark.revision === 0 ? [last] : since;
  }

  #take(news: readonly [SharedFlagRevision, ...SharedFlagRevision[]]): void {
    const { mark } = this.#options;
    const { revision: met, text: base } = mark.mark;
    const latest = news.at(-1) as SharedFlagRevision;
    const ours = this.#ours().at(-1);
    // They meet for the first time: a text that the others had before is no change of ours, it is an old file.
    const isOld = met === 0 && news.some(({ text }) => text === ours?.text);
    this.source.adopt(news, met);
    mark.put({ revision: latest.revision, text: latest.text });
    if (ours === undefined || isOld || ours.text === latest.text) return;
    const { by, why, text } = ours;
    const merged = met === 0 ? undefined : mergedText(base, latest.text, text);
    this.#change({ by, why }, merged ?? text, text);
  }

  #change(author: Author, merged: string, text: string): void {
    try {
      this.source.changeAtOnce(author, () => merged);
    } catch (error) {
      // What was put together may be no good file: then it is what came last, as it was written.
      if (merged === text) throw error;
      this.source.changeAtOnce(author, () => text);
    }
  }
}
