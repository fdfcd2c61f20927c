import type { Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Connections of a server on which nothing is asked. Node counts one that has never asked anything as busy until its headers
 * are overdue; browsers open such ones ahead, and a server that ends must not wait for them.
 */
export class RestingConnections {
  readonly #asked = new Map<Socket, number>();
  #isClosing = false;

  constructor(server: Server) {
    server.on("connection", (socket) => {
      this.#asked.set(socket, 0);
      socket.once("close", () => this.#asked.delete(socket));
    });
    server.on("request", ({ socket }, response) => {
      this.#count(socket, 1);
      response.once("close", () => this.#count(socket, -1));
    });
  }

  /** Those that rest end now, the others with what is asked on them. */
  close(): void {
    this.#isClosing = true;
    for (const socket of this.#asked.keys()) this.#count(socket, 0);
  }

  #count(socket: Socket, change: number): void {
    const asked = this.#asked.get(socket);
    if (asked === undefined) return;
    this.#asked.set(socket, asked + change);
    if (this.#isClosing && asked + change === 0) socket.destroySoon();
  }
}
