import { CrossfadeError } from "@crossfade/core";
import { clientLimits } from "./client-limits.ts";
import type { ServerAddress } from "./control-api.ts";
import { lostConnection } from "./lost-connection.ts";
import { apiPath } from "./server-address.ts";
import { refusalOf } from "./server-refusal.ts";

export interface Call {
  readonly method: "GET" | "POST" | "DELETE";
  /** Below /api/v1, with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly answerMs?: number;
  /** What to do if nobody knows whether it was done. */
  readonly next?: string;
}

export interface CallerOptions extends ServerAddress {
  /** Of this program. */
  readonly version: string;
  readonly answerMs?: number;
  readonly maxAnswerBytes?: number;
}

/** An answer, and which version of Crossfade gave it, if it said so. */
export interface Answer {
  readonly value: unknown;
  readonly theirs?: string;
}

/** Speaks with one control plane: one call, one answer as JSON, or an error that says what to do. */
export class ServerCaller {
  readonly server: string;
  readonly version: string;
  readonly #options: CallerOptions;

  constructor(options: CallerOptions) {
    this.server = options.server;
    this.version = options.version;
    this.#options = options;
  }

  /** CF_SERVER_…, or what the server refuses. */
  async ask(call: Call): Promise<Answer> {
    const answerMs = call.answerMs ?? this.#options.answerMs ?? clientLimits.answerMs;
    const read = call.method === "GET" ? "Do it again." : undefined;
    const next = read ?? call.next ?? "It may have been done all the same: look before you do it again.";
    try {
      const response = await this.open(call, AbortSignal.timeout(answerMs));
      const text = await this.#text(response);
      return { value: this.#json(text, response), ...versionOf(response) };
    } catch (error) {
      throw lostConnection(error, { server: this.server, next }, answerMs);
    }
  }

  /** The answer's body is still to come; a refusal is thrown. */
  async open(
    call: Call,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const { method, path, body } = call;
    const response = await fetch(`${this.server}${apiPath}${path}`, {
      method,
      signal,
      // A token goes to whom it was given for, and to nobody whom that one names.
      redirect: "manual",
      headers: {
        authorization: `Bearer ${this.#options.token}`,
        accept: "application/json",
        "crossfade-version": this.version,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok) return response;
    throw await this.#refused(response);
  }

  strange(what: string): CrossfadeError {
    return new CrossfadeError("CF_SERVER_STRANGE", { server: this.server, what });
  }

  async #refused(response: Response): Promise<Error> {
    const { status } = response;
    const text = await this.#text(response);
    const refusal = refusalOf(parsed(text), status);
    const { theirs } = versionOf(response);
    // A route that one of the two does not have yet, or no longer.
    const isOther = theirs !== undefined && theirs !== this.version;
    if (refusal?.code === "CF_ROUTE_UNKNOWN" || (refusal === undefined && status === 404 && isOther))
      return new CrossfadeError("CF_SERVER_SKEW", {
        server: this.server,
        theirs: theirs ?? "of another version",
        ours: this.version,
        what: "it does not know what it was asked",
      });
    if (refusal !== undefined) return refusal;
    if (status >= 300 && status < 400) return this.strange(`it sends one elsewhere (status ${status})`);
    return this.strange(`status ${status} without an error of Crossfade`);
  }

  #json(text: string, response: Response): unknown {
    if (text === "") return undefined;
    const type = response.headers.get("content-type") ?? "nothing";
    if (!/^application\/json\b/.test(type)) throw this.strange(`JSON was expected, not ${type}`);
    const value = parsed(text);
    if (value === undefined) throw this.strange("its JSON is broken");
    return value;
  }

  /** A body is read up to the limit; the rest is not waited for. */
  async #text(response: Response): Promise<string> {
    const limit = this.#options.maxAnswerBytes ?? clientLimits.maxAnswerBytes;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > limit) throw this.strange(`its answer has more than ${limit} bytes (maxAnswerBytes)`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString("utf8");
  }
}

/** As the header of an answer says; only what looks like a version, for it is shown. */
function versionOf(response: Response): { readonly theirs?: string } {
  const theirs = response.headers.get("crossfade-version");
  return theirs !== null && /^\d[\w.+-]{0,40}$/.test(theirs) ? { theirs } : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
