import type { ServerResponse } from "node:http";
import { type ErrorCode, errorCatalogue } from "@crossfade/core";

/** What the proxy answers itself: small, plain, made once. */
interface Refusal {
  readonly status: number;
  readonly body: Buffer;
  readonly headers: readonly string[];
  /** The answer as bytes, for a connection that has no request to answer. */
  readonly raw: Buffer;
}

/** After these nobody knows where the next request begins, or whether the sender means well. */
const closing: ReadonlySet<ErrorCode> = new Set([
  "CF_PROXY_BAD_FRAMING",
  "CF_PROXY_BAD_HOST",
  "CF_PROXY_BAD_REQUEST",
  "CF_PROXY_BAD_TARGET",
  "CF_PROXY_BAD_UPGRADE",
  "CF_PROXY_BODY_TOO_LARGE",
  "CF_PROXY_CLIENT_TIMEOUT",
  "CF_PROXY_HEADERS_TOO_LARGE",
] satisfies ErrorCode[]);

const made = new Map<ErrorCode, Refusal>();

export function refusalOf(code: ErrorCode): Refusal {
  const known = made.get(code);
  if (known !== undefined) return known;
  const { httpStatus: status, sentence } = errorCatalogue[code];
  const body = Buffer.from(`${code}: ${sentence}\n`);
  const headers = [
    ...["content-type", "text/plain; charset=utf-8", "content-length", String(body.length)],
    ...["cache-control", "no-store", "x-cf-error", code],
    ...(status === 503 ? ["retry-after", "1"] : []),
    ...(closing.has(code) ? ["connection", "close"] : []),
  ];
  const lines = headers.map((text, at) => (at % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join("");
  const close = closing.has(code) ? "" : "connection: close\r\n";
  const raw = Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Refused\r\n${lines}${close}\r\n`), body]);
  const refusal = { status, body, headers, raw };
  made.set(code, refusal);
  return refusal;
}

/** Answers a request that no version will answer. */
export function refuse(res: ServerResponse, code: ErrorCode, requestId: string | undefined): void {
  const { status, body, headers } = refusalOf(code);
  res.writeHead(status, requestId === undefined ? [...headers] : [...headers, "x-request-id", requestId]);
  res.end(body);
}

/** How often each code was answered, or would have been if somebody had been there to hear it. */
export class RefusalCounts {
  readonly #counts = new Map<ErrorCode, number>();

  add(code: ErrorCode): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  }

  all(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
