import { setMaxListeners } from "node:events";
import { createServer, type Http2Server, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { createContextKey, createContextValues } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import type { Tokens } from "../../control/tokens.ts";
import type { ListenOptions } from "../control-server.ts";
import { authority, listening } from "../listening.ts";
import { FlagDoor } from "../ofrep/flag-door.ts";
import { flagHttpLimits } from "../ofrep/flag-http-limits.ts";
import type { FlagServing } from "../ofrep/flag-serving.ts";
import { SyncCalls } from "./sync-calls.ts";

export interface SyncServerDeps {
  readonly tokens: Tokens;
  readonly nowMs: () => number;
  readonly onStreams?: (open: number) => void;
  /** A defect of ours, as text. */
  readonly onDefect?: (defect: string) => void;
}

export interface SyncServer {
  /** "127.0.0.1:8015" */
  readonly at: string;
  /** Streams end in order; what has not ended then is cut. */
  close(withinMs: number): Promise<void>;
}

/** Below, a message goes out as it is: to compress it for each stream anew takes longer than to send it. */
const compressedFromBytes = 65_536;

const peerKey = createContextKey("");

/** gRPC over HTTP/2 without TLS, as providers of flagd speak it in process. CF_SERVER_PORT, CF_LISTEN_REFUSED */
export async function listenForSync(
  serving: FlagServing,
  { tokens, nowMs, onStreams = () => {}, onDefect = () => {} }: SyncServerDeps,
  { host, port }: ListenOptions,
): Promise<SyncServer> {
  const limits = { ...flagHttpLimits, ...serving.limits };
  const ending = new AbortController();
  // Each stream listens to it.
  setMaxListeners(limits.maxSyncStreams + 1, ending.signal);
  const calls = new SyncCalls({
    sets: serving.sets,
    door: new FlagDoor({ tokens, limits, nowMs }),
    peerOf: ({ values }) => values.get(peerKey),
    heartbeatMs: limits.heartbeatMs,
    maxStreams: limits.maxSyncStreams,
    ending: ending.signal,
    onStreams,
    onDefect,
  });
  const answer = connectNodeAdapter({
    routes: (router) => calls.addTo(router),
    connect: false,
    grpcWeb: false,
    readMaxBytes: limits.maxSyncRequestBytes,
    compressMinBytes: compressedFromBytes,
    contextValues: (request) => createContextValues().set(peerKey, request.socket.remoteAddress ?? ""),
  });
  const server = createServer({ settings: { maxConcurrentStreams: limits.maxSyncStreams } }, answer);
  const sessions = sessionsOf(server, limits.maxSyncStreams);
  await listening(server, { host, port });
  const { port: bound } = server.address() as AddressInfo;
  return {
    at: authority(host, bound),
    async close(withinMs) {
      const closed = new Promise<void>((done) => server.close(() => done()));
      ending.abort();
      for (const session of sessions) session.close();
      const cut = setTimeout(() => {
        for (const session of sessions) session.destroy();
      }, withinMs);
      await closed.finally(() => clearTimeout(cut));
    },
  };
}

function sessionsOf(server: Http2Server, maxSessions: number): ReadonlySet<ServerHttp2Session> {
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session) => {
    if (sessions.size >= maxSessions) {
      session.destroy();
      return;
    }
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    // A client that goes in the middle is no trouble of ours.
    session.on("error", () => session.destroy());
  });
  return sessions;
}
