import { type IncomingMessage, request } from "node:http";
import { CrossfadeError, type ErrorCode, errorCatalogue } from "@crossfade/core";

/** More than this no answer of a router is: 900 seconds of a thousand series. */
const maxAnswerBytes = 256 * 1024 * 1024;

export interface AdminCall {
  /** For the whole of it. */
  readonly timeoutMs: number;
  readonly body?: unknown;
}

interface AdminClientOptions {
  /** The router's id, for errors. */
  readonly router: string;
  /** A Unix socket. */
  readonly socket: string;
}

/** One client of a router's admin socket: HTTP with JSON, a connection a call: nothing stays open in between. */
export class AdminClient {
  readonly #router: string;
  readonly #socket: string;

  constructor({ router, socket }: AdminClientOptions) {
    this.#router = router;
    this.#socket = socket;
  }

  /** The answer's JSON; undefined where it has none. CF_ROUTER_UNREACHABLE, or the error that the router tells. */
  async call<T>(method: "GET" | "PUT" | "POST", path: string, { timeoutMs, body }: AdminCall): Promise<T> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await this.#send(method, path, { body, signal });
      const text = await textOf(response);
      const value: unknown = text === "" ? undefined : JSON.parse(text);
      if ((response.statusCode ?? 0) < 300) return value as T;
      throw toldError(value) ?? new Error(`it answered ${response.statusCode}`);
    } catch (error) {
      if (error instanceof CrossfadeError) throw error;
      throw new CrossfadeError(
        "CF_ROUTER_UNREACHABLE",
        { router: this.#router, at: this.#socket, why: why(error, signal.aborted ? timeoutMs : undefined) },
        { cause: error },
      );
    }
  }

  #send(
    method: string,
    path: string,
    { body, signal }: { body: unknown; signal: AbortSignal },
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { "content-type": "application/json" };
      const call = request(
        { socketPath: this.#socket, method, path, headers, signal, agent: false },
        resolve,
      );
      call.once("error", reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) throw new Error(`it answered more than ${maxAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The same error here as there: code and details travel, sentence and hint come from the catalogue. */
function toldError(value: unknown): CrossfadeError | undefined {
  const error = (value as { error?: { code?: unknown; details?: unknown } } | undefined)?.error;
  if (typeof error?.code !== "string" || !Object.hasOwn(errorCatalogue, error.code)) return undefined;
  const details = Object.entries(error.details ?? {}).filter(([, each]) =>
    ["string", "number"].includes(typeof each),
  );
  return new CrossfadeError(error.code as ErrorCode, Object.fromEntries(details));
}

function why(error: unknown, timedOutMs: number | undefined): string {
  if (timedOutMs !== undefined) return `no answer within ${timedOutMs} ms`;
  const { code, message } = error as NodeJS.ErrnoException;
  const sentences: Record<string, string> = {
    ENOENT: "there is no such socket",
    ECONNREFUSED: "nobody listens there any more",
    ECONNRESET: "it hung up",
    EPIPE: "it hung up",
    EACCES: "it belongs to another user",
  };
  return sentences[code ?? ""] ?? code ?? message;
}

/** Of what a router has counted, as the embedded proxy and the collector of HAProxy's log both answer it. */
export function measuresPath(sinceS: number, usersSinceS: number | undefined): string {
  const second = (each: number) => Math.max(0, Math.floor(each));
  const users = usersSinceS === undefined ? "" : `&users=${second(usersSinceS)}`;
  return `/v1/measures?since=${second(sinceS)}${users}`;
}
