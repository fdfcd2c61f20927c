import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { ControlApp } from "./create-app.ts";
import { httpLimits } from "./limits.ts";
import { authority, listening } from "./listening.ts";
import { answerFlags } from "./ofrep/node-flags.ts";
import { RestingConnections } from "./resting-connections.ts";

export interface ListenOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

export interface ControlServer {
  /** "http://127.0.0.1:7717" */
  readonly url: string;
  readonly port: number;
  /** Takes nothing new, ends streams, lets requests in hand be answered for so long, then cuts. */
  close(withinMs: number): Promise<void>;
}

/** Answers on a socket. CF_SERVER_PORT where somebody else does already, CF_LISTEN_REFUSED. */
export async function listenFor(served: ControlApp, { host, port }: ListenOptions): Promise<ControlServer> {
  const { app, flags } = served;
  const forPeople = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer(
    {
      maxHeaderSize: httpLimits.maxHeaderBytes,
      headersTimeout: httpLimits.headersMs,
      requestTimeout: httpLimits.requestMs,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      if (flags === undefined || !answerFlags(flags, request, response)) void forPeople(request, response);
    },
  );
  server.maxConnections = httpLimits.maxConnections;
  const resting = new RestingConnections(server);
  await listening(server, { host, port });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${authority(host, bound)}`,
    port: bound,
    async close(withinMs) {
      const closed = new Promise<void>((done) => server.close(() => done()));
      served.close();
      resting.close();
      const cut = setTimeout(() => server.closeAllConnections(), withinMs);
      await closed.finally(() => clearTimeout(cut));
    },
  };
}
