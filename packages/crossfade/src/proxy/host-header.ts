const wellFormed =
  /^(?:([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?)|(\[[0-9A-Fa-f:.]+\]))(?::\d{1,5})?$/;
const maxHostLength = 255;

/** The name in a Host header: lower case, without port and without the root's dot. Undefined: it is not well-formed. */
export function hostName(header: string): string | undefined {
  if (header.length > maxHostLength) return undefined;
  const match = wellFormed.exec(header);
  if (match === null) return undefined;
  const name = (match[1] ?? match[2] ?? "").toLowerCase();
  return name.endsWith(".") ? name.slice(0, -1) : name;
}

export type HostVerdict = string | "CF_PROXY_BAD_HOST" | "CF_PROXY_UNKNOWN_HOST";

/** `hostName` of the hosts that may be asked for; remembers what it was asked. */
export class KnownHosts {
  readonly #allowed: ReadonlySet<string>;
  readonly #seen = new Map<string, HostVerdict>();

  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed.map((each) => each.toLowerCase()));
  }

  nameIn(header: string): HostVerdict {
    const known = this.#seen.get(header);
    if (known !== undefined) return known;
    const name = hostName(header);
    const verdict =
      name === undefined
        ? "CF_PROXY_BAD_HOST"
        : this.#allowed.size > 0 && !this.#allowed.has(name)
          ? "CF_PROXY_UNKNOWN_HOST"
          : name;
    if (this.#seen.size >= maxSeenHosts) this.#seen.clear();
    this.#seen.set(header, verdict);
    return verdict;
  }
}

const maxSeenHosts = 1_024;
