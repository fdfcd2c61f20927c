import type { RequestHead } from "./request-head.ts";

/** Whoever a connection is from, worked out once for the connection. */
export interface Peer {
  readonly address: string;
  readonly isTrusted: boolean;
  /** As in `Forwarded: for=…`: IPv6 in brackets and quotes. */
  readonly forwardedFor: string;
}

export function peerOf(address: string, isTrusted: boolean): Peer {
  return {
    address,
    isTrusted,
    forwardedFor: address.includes(":") ? `for="[${address}]"` : `for=${address}`,
  };
}

/**
 * Adds where the request came from. What a trusted peer said is kept and appended to; `head` holds nothing of others.
 * Source of `Forwarded`: RFC 7239.
 */
export function pushForwarding(out: string[], head: RequestHead, peer: Peer): void {
  const host = head.host ?? "";
  const proto = head.forwardedProto === "https" ? "https" : "http";
  const before = head.forwardedFor;
  const element = `${peer.forwardedFor};host="${host}";proto=${proto}`;
  out.push(
    "x-forwarded-for",
    before === undefined ? peer.address : `${before}, ${peer.address}`,
    "x-forwarded-proto",
    proto,
    "x-forwarded-host",
    head.forwardedHost ?? host,
    "forwarded",
    head.forwarded === undefined ? element : `${head.forwarded}, ${element}`,
  );
}

const requestId = /^[\w.:+/=@-]{1,128}$/;

/** The id that a trusted peer gave the request, if it is one. */
export function givenRequestId(head: RequestHead): string | undefined {
  return head.requestId !== undefined && requestId.test(head.requestId) ? head.requestId : undefined;
}
