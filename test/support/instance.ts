import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface Instance {
  readonly url: string;
  readonly server: Server;
  /** Requests whose headers arrived, in order. */
  readonly seen: readonly SeenRequest[];
  /** Ends it as a crash does: nobody is answered any more, nothing listens. */
  crash(): Promise<void>;
}

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly raw: readonly string[];
}

/** A server of its own, as a version's instance is one. Without a listener it answers 200 and `name`. */
export async function instance(name: string, listener?: RequestListener): Promise<Instance> {
  const seen: SeenRequest[] = [];
  const server = createServer((req, res) => {
    seen.push({ method: req.method ?? "", url: req.url ?? "", headers: req.headers, raw: req.rawHeaders });
    if (listener !== undefined) listener(req, res);
    else res.end(name);
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const crash = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => (server.listening ? crash() : undefined));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, seen, crash };
}
