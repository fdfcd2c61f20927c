import type { RequestHead } from "./request-head.ts";

/** A handshake as RFC 6455, section 4.1, wants it: no other method, no other protocol, no body. */
export function isWebSocketHandshake(
  { method, httpVersion, rawHeaders }: HandshakeRequest,
  { upgrade, isChunked, contentLength }: Pick<RequestHead, "upgrade" | "isChunked" | "contentLength">,
): boolean {
  if (method !== "GET" || httpVersion !== "1.1") return false;
  if (upgrade?.toLowerCase() !== "websocket") return false;
  if (isChunked || (contentLength !== undefined && contentLength !== "0")) return false;
  return rawHeaders.some((name, at) => at % 2 === 0 && name.toLowerCase() === "sec-websocket-key");
}

export interface HandshakeRequest {
  readonly method?: string | undefined;
  readonly httpVersion: string;
  readonly rawHeaders: readonly string[];
}
