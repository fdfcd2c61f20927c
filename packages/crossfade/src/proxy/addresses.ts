import type { LookupFunction } from "node:net";

/** An address that a name stands for; family 4 or 6. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

interface Entry {
  addresses: readonly ResolvedAddress[];
  freshUntilMs: number;
  asking: Promise<readonly ResolvedAddress[]> | undefined;
}

/**
 * What names of instances stand for. A name is asked for once per `ttlMs`, and connections go to the address that came
 * back; where a name stops resolving, the last address is used on.
 */
export class Addresses {
  readonly #entries = new Map<string, Entry>();
  readonly #resolve: (host: string) => Promise<readonly ResolvedAddress[]>;
  readonly #elapsedMs: () => number;
  readonly #ttlMs: number;

  constructor({
    resolve,
    elapsedMs,
    ttlMs,
  }: {
    readonly resolve: (host: string) => Promise<readonly ResolvedAddress[]>;
    readonly elapsedMs: () => number;
    readonly ttlMs: number;
  }) {
    this.#resolve = resolve;
    this.#elapsedMs = elapsedMs;
    this.#ttlMs = ttlMs;
  }

  /** In the form that `net.connect` takes. */
  readonly lookup: LookupFunction = (host, options, callback) => {
    this.#addressesOf(host).then(
      (addresses) => {
        const wanted = addresses.filter(({ family }) => !options.family || options.family === family);
        const [first] = wanted;
        if (first === undefined) callback(new Error(`no address for ${host}`), "", 0);
        else if (options.all === true) callback(null, [...wanted]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    );
  };

  /** Forgets names that no instance has any more. */
  keep(hosts: ReadonlySet<string>): void {
    for (const host of this.#entries.keys()) if (!hosts.has(host)) this.#entries.delete(host);
  }

  async #addressesOf(host: string): Promise<readonly ResolvedAddress[]> {
    const entry = this.#entries.get(host) ?? { addresses: [], freshUntilMs: 0, asking: undefined };
    this.#entries.set(host, entry);
    if (entry.addresses.length > 0 && this.#elapsedMs() < entry.freshUntilMs) return entry.addresses;
    entry.asking ??= this.#ask(host, entry).finally(() => {
      entry.asking = undefined;
    });
    return entry.asking;
  }

  async #ask(host: string, entry: Entry): Promise<readonly ResolvedAddress[]> {
    try {
      entry.addresses = await this.#resolve(host);
    } catch (error) {
      if (entry.addresses.length === 0) throw error;
    }
    entry.freshUntilMs = this.#elapsedMs() + this.#ttlMs;
    return entry.addresses;
  }
}
