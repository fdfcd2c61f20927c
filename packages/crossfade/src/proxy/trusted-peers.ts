import { BlockList, isIP } from "node:net";

/** Peers whose word about those before them is believed. */
export class TrustedPeers {
  readonly #list = new BlockList();
  readonly #isEmpty: boolean;

  /** Addresses and networks in CIDR; what is neither is left out (the reader of crossfade.yaml has complained of it). */
  constructor(networks: readonly string[]) {
    this.#isEmpty = networks.length === 0;
    for (const network of networks) {
      const [address = "", bits] = network.split("/", 2);
      const family = isIP(address);
      if (family === 0) continue;
      const type = family === 6 ? "ipv6" : "ipv4";
      if (bits === undefined) this.#list.addAddress(address, type);
      else this.#list.addSubnet(address, Number(bits), type);
    }
  }

  has(address: string): boolean {
    if (this.#isEmpty) return false;
    const family = isIP(address);
    return family !== 0 && this.#list.check(address, family === 6 ? "ipv6" : "ipv4");
  }
}

/** An IPv4 address in IPv6 clothes ("::ffff:10.0.0.7") as itself. */
export function plainAddress(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
}

/**
 * Who really asks: the last address in X-Forwarded-For that no trusted peer stands for. `peer` is whoever the connection
 * is from; only what a trusted one says is looked at.
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, trusted: TrustedPeers): string {
  if (forwardedFor === undefined || !trusted.has(peer)) return peer;
  const chain = forwardedFor.split(",", maxForwarded + 1).map((each) => plainAddress(each.trim()));
  let client = peer;
  for (const address of chain.reverse()) {
    if (isIP(address) === 0) return client;
    client = address;
    if (!trusted.has(address)) return client;
  }
  return client;
}

const maxForwarded = 32;
