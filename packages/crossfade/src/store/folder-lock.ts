import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { CrossfadeError } from "@crossfade/core";

/**
 * Makes sure that one process at a time uses a folder. The lock is a socket that the system takes back when the process
 * dies, however it dies: nothing stale is left behind, and nobody takes it from who lives. CF_STORE_LOCKED.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const server = createServer((socket) => socket.destroy());
  const path = socketOf(await realpath(folder));
  await new Promise<void>((done, fail) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      fail(error.code === "EADDRINUSE" ? new CrossfadeError("CF_STORE_LOCKED", { folder }) : error),
    );
    server.listen(path, () => done());
  });
  server.unref();
  return () => new Promise((done) => server.close(() => done()));
}

/** Linux has sockets without a file, Windows pipes; elsewhere the file stays when the process is killed. */
function socketOf(folder: string): string {
  const name = `crossfade-${createHash("sha256").update(folder).digest("hex").slice(0, 32)}`;
  if (process.platform === "linux") return `\0${name}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(folder, "lock.sock");
}
