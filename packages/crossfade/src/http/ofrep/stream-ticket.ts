import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * What opens a stream instead of a token: EventSource sends no headers, and an address ends up in logs. A ticket tells only
 * that something changed. It is made of the token's hash, so it holds as long as the token, after a restart and on every
 * replica, too.
 */
export function streamTicket(
  token: { readonly tokenId: string; readonly tokenHash: string },
  base: string,
): string {
  return `${token.tokenId}.${signature(token.tokenHash, base)}`;
}

/** Of the token that a ticket was made from; undefined: it was not made here, or for other flags. */
export function ticketTokenId(ticket: string): string | undefined {
  return /^([0-9a-f]{1,64})\.[\w-]{43}$/.exec(ticket)?.[1];
}

export function isTicketOf(ticket: string, tokenHash: string, base: string): boolean {
  const [one, other] = [ticket.slice(ticket.indexOf(".") + 1), signature(tokenHash, base)].map((each) =>
    Buffer.from(each),
  ) as [Buffer, Buffer];
  return one.length === other.length && timingSafeEqual(one, other);
}

function signature(tokenHash: string, base: string): string {
  return createHmac("sha256", tokenHash).update(`flag stream ${base}`).digest("base64url");
}
