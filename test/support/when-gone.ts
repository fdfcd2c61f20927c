import { connect } from "node:net";
import { vi } from "vitest";

/** Resolves when nobody listens on a socket any more: the process behind it has ended. */
export async function whenGone(socket: string, timeoutMs = 20_000): Promise<void> {
  await vi.waitFor(
    async () => {
      if (await answers(socket)) throw new Error(`somebody still listens on ${socket}`);
    },
    { timeout: timeoutMs, interval: 20 },
  );
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect({ path });
    connection.once("connect", () => {
      connection.destroy();
      resolve(true);
    });
    connection.once("error", () => resolve(false));
  });
}
