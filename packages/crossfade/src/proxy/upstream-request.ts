import { withoutCookie } from "./cookie.ts";
import { type Decision, testerCookie } from "./decision.ts";
import { type Peer, pushForwarding } from "./forwarding-headers.ts";
import type { RequestHead } from "./request-head.ts";
import { ownCookieHeader } from "./user-key.ts";

/** The headers an instance gets: what the client sent, less what concerns its connection or ours, and where it came from. */
export function upstreamHeaders(head: RequestHead, peer: Peer, requestId: string): string[] {
  const out = head.passed.slice();
  out.push("host", head.host ?? "");
  const cookie =
    head.cookie?.includes(testerCookie) === true ? withoutCookie(head.cookie, testerCookie) : head.cookie;
  if (cookie !== undefined) out.push("cookie", cookie);
  if (head.contentLength !== undefined) out.push("content-length", head.contentLength);
  if (head.affinityPin !== undefined) out.push("x-cf-version", head.affinityPin);
  out.push("x-request-id", requestId);
  pushForwarding(out, head, peer);
  return out;
}

/** Says in an answer which version gave it, and what became of the user's pin. */
export function pushAnswerer(
  out: string[],
  decision: Decision,
  { requestId, isSecure }: { readonly requestId: string; readonly isSecure: boolean },
): void {
  out.push("x-request-id", requestId, "x-cf-version", decision.version.name);
  if (decision.isPinRefused) out.push("x-cf-pin", "refused");
  if (decision.newUser !== undefined) out.push("set-cookie", ownCookieHeader(decision.newUser, isSecure));
}
