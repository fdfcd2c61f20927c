import type { ErrorCode } from "@crossfade/core";
import type { ProxyLimits } from "./settings.ts";

/** What a request in hand waits for, and since when (ms) nothing has moved. */
export interface Standstill {
  readonly waitsFor: "client" | "instance" | "answer" | "stream";
  readonly sinceMs: number;
}

/**
 * What is over. `client`: it sends no body or takes no answer; `instance`: the first byte; `answer`: the next byte of an
 * answer; `stream`: anything at all.
 */
export function overdue(
  { waitsFor, sinceMs }: Standstill,
  nowMs: number,
  limits: ProxyLimits,
): ErrorCode | "quiet-stream" | undefined {
  const stoodMs = nowMs - sinceMs;
  if (waitsFor === "client")
    return stoodMs > limits.clientIdleTimeoutMs ? "CF_PROXY_CLIENT_TIMEOUT" : undefined;
  if (waitsFor === "instance")
    return stoodMs > limits.firstByteTimeoutMs ? "CF_PROXY_UPSTREAM_TIMEOUT" : undefined;
  if (waitsFor === "answer")
    return stoodMs > limits.upstreamIdleTimeoutMs ? "CF_PROXY_UPSTREAM_TIMEOUT" : undefined;
  const isQuiet = limits.streamIdleTimeoutMs > 0 && stoodMs > limits.streamIdleTimeoutMs;
  return isQuiet ? "quiet-stream" : undefined;
}

/** How an attempt's error is told to the client. */
export function failureCode(error: Error & { readonly code?: unknown }): ErrorCode {
  if (error.code === "UND_ERR_CONNECT_TIMEOUT") return "CF_PROXY_UPSTREAM_TIMEOUT";
  if (error.code === "UND_ERR_INVALID_ARG" || error.code === "UND_ERR_NOT_SUPPORTED")
    return "CF_PROXY_BAD_REQUEST";
  return "CF_PROXY_UPSTREAM_FAILED";
}
