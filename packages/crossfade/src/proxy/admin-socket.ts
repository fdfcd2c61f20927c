import { chmod, rename, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { CrossfadeError } from "@crossfade/core";
import { adminAnswers } from "./admin-answers.ts";
import type { AdminPorts } from "./admin-ports.ts";

/** What systems take as the path of a Unix socket: 107 bytes on Linux, 103 elsewhere. */
const maxSocketPathBytes = 103;
/** Its temporary name is longer by at most this. */
const temporaryBytes = 12;
const maxAdminConnections = 64;
const headersTimeoutMs = 5_000;
const requestTimeoutMs = 30_000;
const aliveTimeoutMs = 2_000;

export interface AdminSocket {
  /** False once another process has taken the place: whoever finds that must not write what the other one reads. */
  isOurs(): Promise<boolean>;
  /** Connections are cut: by then everything was answered that is going to be. */
  close(): Promise<void>;
}

/** CF_SOCKET_PATH_TOO_LONG. Checked early: some systems would cut it off without a word. */
export function checkSocketPath(path: string): void {
  const limit = maxSocketPathBytes - temporaryBytes;
  if (Buffer.byteLength(path) > limit) throw new CrossfadeError("CF_SOCKET_PATH_TOO_LONG", { path, limit });
}

/** Whether a process listens on a socket. A socket whose process died is still a file. */
export function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    const settle = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.setTimeout(aliveTimeoutMs, () => settle(true));
    socket.once("connect", () => settle(true));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // EAGAIN: there is somebody, who has too many callers.
      if (error.code === "EAGAIN") settle(true);
      else if (["ENOENT", "ECONNREFUSED", "ECONNRESET", "ENOTSOCK"].includes(error.code ?? "")) settle(false);
      else reject(error);
    });
  });
}

/**
 * Serves the admin protocol at `path`. It takes the place of a socket whose process died, in one step; the caller has made
 * sure that it did. Only its owner may connect.
 */
export async function openAdminSocket(path: string, ports: AdminPorts): Promise<AdminSocket> {
  checkSocketPath(path);
  const beside = `${path}.${process.pid}`;
  await rm(beside, { force: true });
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: 1_000,
    },
    adminAnswers(ports),
  );
  server.maxConnections = maxAdminConnections;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(beside, resolve);
  });
  await chmod(beside, 0o600);
  const { ino, dev } = await stat(beside);
  await rename(beside, path);
  const isOurs = async () => {
    const found = await stat(path).catch(() => undefined);
    return found?.ino === ino && found.dev === dev;
  };
  return {
    isOurs,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      if (await isOurs()) await rm(path, { force: true });
    },
  };
}
