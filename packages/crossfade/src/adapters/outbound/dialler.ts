import { lookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { networkInterfaces } from "node:os";
import { CrossfadeError, type Outbound, type OutboundAnswer, type OutboundRequest } from "@crossfade/core";
import { Client } from "undici";
import { type Caller, GuestList } from "./guest-list.ts";
import { webhookHeaders } from "./webhook-signature.ts";

export interface DiallerOptions {
  /** Hosts, host and port, addresses, networks: as `outbound:` of an environment. */
  readonly allowed: readonly string[];
  /** Ports of this machine on which Crossfade itself listens, as they are now. */
  readonly ownPorts: () => readonly number[];
  readonly nowMs: () => number;
  /** All addresses of a name. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

/** More of an answer is not read. */
export const maxAnswerBytes = 64 * 1024;

/**
 * The one way out. A name is looked up once; its address is checked, and that address is dialled: an answer that changes
 * in between changes nothing.
 */
export function createDialler({ allowed, ownPorts, nowMs, resolve = resolved }: DiallerOptions): Outbound {
  const guests = new GuestList(allowed, { ports: ownPorts, addresses: ownAddresses });
  return {
    async send(request) {
      const url = urlOf(request);
      const signal = AbortSignal.timeout(request.timeoutMs);
      try {
        const caller: Caller = {
          host: hostOf(url),
          port: Number(url.port) || (url.protocol === "https:" ? 443 : 80),
          isKnown: request.isKnown ?? false,
        };
        const address = await checked(guests, caller, { url, resolve, signal });
        return await asked(request, { url, address, signal, nowMs });
      } catch (error) {
        if (error instanceof CrossfadeError) throw error;
        const why = signal.aborted ? `no answer within ${request.timeoutMs} ms` : reasonOf(error);
        throw new CrossfadeError("CF_OUTBOUND_FAILED", { url: shown(url), why }, { cause: error });
      }
    },
  };
}

function urlOf({ url: text }: OutboundRequest): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const refuse = (why: string) =>
    new CrossfadeError("CF_OUTBOUND_REFUSED", {
      url: url === undefined ? text.slice(0, 200) : shown(url),
      why,
    });
  if (url === undefined) throw refuse("it is no URL");
  if (url.protocol !== "http:" && url.protocol !== "https:") throw refuse("it is neither http nor https");
  if (url.username !== "" || url.password !== "") throw refuse("it carries a user name or password");
  return url;
}

interface Look {
  readonly url: URL;
  readonly resolve: (host: string) => Promise<readonly string[]>;
  readonly signal: AbortSignal;
}

/** The address that is dialled. Every address of a name has to be one that may be called. */
async function checked(guests: GuestList, caller: Caller, { url, resolve, signal }: Look): Promise<string> {
  const refuse = (why: string) => new CrossfadeError("CF_OUTBOUND_REFUSED", { url: shown(url), why });
  const refused = guests.refusesName(caller);
  if (refused !== undefined) throw refuse(refused);
  const { host } = caller;
  const addresses = isIP(host) === 0 ? await inTime(resolve(host), signal) : [host];
  for (const address of addresses) {
    const why = isIP(address) === 0 ? `${host} has no address` : guests.refuses(address, caller);
    if (why !== undefined) throw refuse(why);
  }
  const [first] = addresses;
  if (first === undefined) throw refuse(`${host} has no address`);
  return first;
}

async function asked(
  { method, headers = {}, body, signed }: OutboundRequest,
  { url, address, signal, nowMs }: { url: URL; address: string; signal: AbortSignal; nowMs: () => number },
): Promise<OutboundAnswer> {
  const client = new Client(url.origin, { connect: { lookup: always(address) }, pipelining: 0 });
  try {
    const answer = await client.request({
      path: `${url.pathname}${url.search}`,
      method,
      headers: {
        "user-agent": "crossfade",
        ...headers,
        ...(signed === undefined
          ? {}
          : webhookHeaders(signed.secret, {
              id: signed.id,
              timestampS: Math.floor(nowMs() / 1_000),
              body: body ?? "",
            })),
      },
      ...(body === undefined ? {} : { body }),
      signal,
    });
    return {
      status: answer.statusCode,
      headers: firstOfEach(answer.headers),
      body: await beginningOf(answer.body),
    };
  } finally {
    await client.destroy();
  }
}

/** Whatever name is looked up for this connection, this is its address. */
function always(address: string): LookupFunction {
  const family = isIP(address);
  return (_, options, done) => {
    if (options.all === true) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}

async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= maxAnswerBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxAnswerBytes).toString("utf8");
}

function firstOfEach(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Readonly<Record<string, string>> {
  const all = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    typeof value === "string" ? value : (value?.[0] ?? ""),
  ]);
  return Object.fromEntries(all) as Record<string, string>;
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

/** Without what may be a secret: webhooks carry some in their query. */
function shown({ origin, pathname }: URL): string {
  return `${origin}${pathname}`.slice(0, 200);
}

async function resolved(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address));
}

function inTime<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((done, fail) => {
    signal.addEventListener("abort", () => fail(signal.reason), { once: true });
    promise.then(done, fail);
  });
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const sentences: Readonly<Record<string, string>> = {
    ECONNREFUSED: "nobody listens there",
    ECONNRESET: "it hung up",
    UND_ERR_SOCKET: "it hung up",
    ENOTFOUND: "there is no such name",
    EAI_AGAIN: "the name could not be looked up",
    EHOSTUNREACH: "there is no way to it",
    ENETUNREACH: "there is no way to it",
  };
  return sentences[code ?? ""] ?? code ?? message ?? "unknown";
}
