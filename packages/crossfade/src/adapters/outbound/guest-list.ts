import type { BlockList } from "node:net";
import { isIP } from "node:net";
import { bothForms, contains, isLoopback, networks, neverCalled } from "./address-rules.ts";

interface Named {
  readonly host: string;
  /** Absent: any port. */
  readonly port?: number;
}

export interface Caller {
  readonly host: string;
  readonly port: number;
  /** It stands in local configuration, or a deployer has reported it. */
  readonly isKnown: boolean;
}

/** Who may be called: hosts ("ci.example", "ci.example:8443", "*.example"), addresses and networks ("10.0.0.0/8"). */
export class GuestList {
  readonly #hosts: readonly Named[];
  readonly #networks: BlockList;
  readonly #own: { readonly ports: () => readonly number[]; readonly addresses: () => readonly string[] };

  constructor(
    allowed: readonly string[],
    own: { readonly ports: () => readonly number[]; readonly addresses: () => readonly string[] },
  ) {
    this.#hosts = allowed.filter((entry) => !entry.includes("/")).map(namedOf);
    this.#networks = networks(allowed);
    this.#own = own;
  }

  /** Why this name or address is not even looked up; undefined: its address decides. */
  refusesName({ host, port, isKnown }: Caller): string | undefined {
    if (isKnown || isIP(host) !== 0 || this.#isNamed(host, port) || this.#hasNetworks) return undefined;
    return `${host} is not among those that may be called`;
  }

  /** Why nobody is called at this address; undefined: it may be dialled. */
  refuses(address: string, { host, port, isKnown }: Caller): string | undefined {
    const never = neverCalled(address);
    if (never !== undefined) return never;
    const forms = bothForms(address);
    if (this.#isOwn(forms, port)) return `port ${port} of this machine is Crossfade's own`;
    if (isKnown || forms.some((each) => contains(this.#networks, each) || this.#isNamed(each, port)))
      return undefined;
    if (!this.#isNamed(host, port)) return `${host} is not among those that may be called`;
    // A name from outside that suddenly stands for this machine is an attack (DNS rebinding).
    const isHere = isLoopback(address) && host !== "localhost";
    return isHere ? `${host} stands for ${address}, this machine, which is not listed` : undefined;
  }

  #isOwn(forms: readonly string[], port: number): boolean {
    if (!this.#own.ports().includes(port)) return false;
    const here = new Set(this.#own.addresses());
    return forms.some((each) => isLoopback(each) || here.has(each));
  }

  #isNamed(host: string, port: number): boolean {
    return this.#hosts.some(
      (each) => isHost(each.host, host) && (each.port === undefined || each.port === port),
    );
  }

  get #hasNetworks(): boolean {
    return this.#networks.rules.length > 0;
  }
}

function namedOf(entry: string): Named {
  const [, bracketed, bracketedPort] = /^\[(.+)\](?::(\d+))?$/.exec(entry) ?? [];
  if (bracketed !== undefined) return named(bracketed, bracketedPort);
  if (isIP(entry) !== 0) return { host: entry };
  const [host = "", port] = entry.split(":", 2);
  return named(host, port);
}

function named(host: string, port: string | undefined): Named {
  return { host: host.toLowerCase(), ...(port === undefined ? {} : { port: Number(port) }) };
}

function isHost(pattern: string, host: string): boolean {
  return pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern;
}
