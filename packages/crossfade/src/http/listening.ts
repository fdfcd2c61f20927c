import type { Server } from "node:net";
import { CrossfadeError } from "@crossfade/core";
import { httpLimits } from "./limits.ts";

const refusals: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: "that address is not of this machine",
  EACCES: "that port is for whoever has more rights",
  ENOTFOUND: "there is no such host",
};

/** Resolves when it listens. CF_SERVER_PORT where somebody else does already, CF_LISTEN_REFUSED. */
export function listening(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
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
    server.listen({ host, port, backlog: httpLimits.maxWaitingConnections }, resolve);
  });
}

/** An IPv6 address stands in brackets there. */
export function authority(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
