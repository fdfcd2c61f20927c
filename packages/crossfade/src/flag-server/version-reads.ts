import { type PublishedVersion, publishedPaths, type RegistryStore } from "@crossfade/core";
import type { PublishedFlagReads } from "../wire/flag-reads.ts";

/** A component whose versions are code. */
export interface ReaderComponent {
  readonly id: string;
  /** Its versions live on where nobody can end them: pages, apps, add-ins. */
  readonly isClient: boolean;
}

/** A version and what it reads. */
export interface VersionRead {
  readonly component: string;
  readonly label: string;
  readonly publishedMs: number;
  /** Absent: it was published without being scanned. */
  readonly reads?: PublishedFlagReads;
}

/** Between two looks at what was published. */
const lookEveryMs = 2_000;
/** Versions whose reads are kept; of a component the store tells the newest 200. */
const maxKept = 2_000;

type Registry = Pick<RegistryStore, "versions" | "snapshot">;

/** What published versions read. Versions never change: each is looked into once. */
export class VersionReads {
  readonly components: readonly ReaderComponent[];
  readonly #registry: Registry;
  readonly #onTrouble: (error: unknown) => void;
  readonly #known = new Map<string, VersionRead>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isKnown = false;
  #isSilent = false;

  constructor(
    registry: Registry,
    components: readonly ReaderComponent[],
    onTrouble: (error: unknown) => void = () => undefined,
  ) {
    this.#registry = registry;
    this.components = components;
    this.#onTrouble = onTrouble;
  }

  /** The first look goes on behind whoever starts: until it is over, nothing is known. */
  start(): void {
    void this.look();
    this.#timer = setInterval(() => void this.look(), lookEveryMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Whether everything that was published has been looked into. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  of(component: string, label: string): VersionRead | undefined {
    return this.#known.get(`${component}@${label}`);
  }

  /** Of one component, the newest first. */
  versionsOf(component: string): readonly VersionRead[] {
    return [...this.#known.values()]
      .filter((each) => each.component === component)
      .sort((one, other) => other.publishedMs - one.publishedMs);
  }

  /** One look at a time. Never rejects. */
  look(): Promise<void> {
    this.#running ??= this.#lookNow().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #lookNow(): Promise<void> {
    try {
      for (const { id } of this.components)
        for (const version of await this.#registry.versions(id)) await this.#add(version);
      this.#isKnown = true;
      this.#isSilent = false;
    } catch (error) {
      if (!this.#isSilent) this.#onTrouble(error);
      this.#isSilent = true;
    }
  }

  async #add({ component, label, publishedMs, snapshot }: PublishedVersion): Promise<void> {
    const id = `${component}@${label}`;
    if (this.#known.has(id) || this.#known.size >= maxKept) return;
    const reads = readsIn((await this.#registry.snapshot(snapshot))[publishedPaths.flagReads]);
    this.#known.set(id, { component, label, publishedMs, ...(reads === undefined ? {} : { reads }) });
  }
}

/** Without the documents of single folders: those are for comparisons. */
function readsIn(text: string | undefined): PublishedFlagReads | undefined {
  if (text === undefined) return undefined;
  try {
    const reads = JSON.parse(text) as PublishedFlagReads;
    return reads.flagReadsSchema === 1 ? { ...reads, folders: {} } : undefined;
  } catch {
    return undefined;
  }
}
