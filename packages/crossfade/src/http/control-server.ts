import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CrossfadeError } from "@crossfade/core";
import { getRequestListener } from "@hono/node-server";
import type { ControlApp } from "./create-app.ts";
import { httpLimits } from "./limits.ts";
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
  const server = createServer(
    {
      maxHeaderSize: httpLimits.maxHeaderBytes,
      headersTimeout: httpLimits.headersMs,
      requestTimeout: httpLimits.requestMs,
      connectionsCheckingInterval: 1_000,
    },
    getRequestListener(served.app.fetch, { overrideGlobalObjects: false }),
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

const refusals: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: "that address is not of this machine",
  EACCES: "that port is for whoever has more rights",
  ENOTFOUND: "there is no such host",
};

function listening(server: Server, { host, port }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const at = authority(host, port);
      const why = refusals[error.code ?? ""] ?? error.message;
      reject(
        error.code === "EADDRINUSE"
          ? new CrossfadeError("CF_SERVER_PORT", { at }, { cause: error })
          : new CrossfadeError("CF_LISTEN_REFUSED", { at, why }, { cause: error }),
      );
    });
    server.listen({ host, port }, resolve);
  });
}

/** An IPv6 address stands in brackets there. */
function authority(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
