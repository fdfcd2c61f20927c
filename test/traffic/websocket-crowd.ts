import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect, type Socket } from "node:net";

/** So many are asked for; a tunnel takes two files of the router, and one of each end. */
const wanted = 10_000;
/** Files that a router, or this process, needs for anything else. */
const otherFiles = 100;
const batch = 50;

export interface CrowdSize {
  readonly sockets: number;
  /** Why there are fewer than were asked for; undefined: there are as many. */
  readonly why?: string;
}

/** Ten thousand, or as many as this machine lets a process open. */
export function crowdSize(): CrowdSize {
  const files = Number(
    /Max open files\s+(\d+)/.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? Number.NaN,
  );
  const most = Math.floor((files - otherFiles) / 2 / batch) * batch;
  if (most >= wanted) return { sockets: wanted };
  return {
    sockets: most,
    why: `${most} of ${wanted}: this machine lets a process open ${files} files, and a tunnel takes two of the router's`,
  };
}

export interface WebSocketClient {
  isOpen(): boolean;
  /** The code of the close frame; undefined: it was cut. */
  readonly closed: Promise<number | undefined>;
  end(): void;
}

/** Each the WebSocket of another user, opened some at a time. */
export async function openCrowd(port: number, sockets: number): Promise<WebSocketClient[]> {
  const open: WebSocketClient[] = [];
  while (open.length < sockets) {
    const users = Array.from({ length: Math.min(batch, sockets - open.length) }, (_, n) => open.length + n);
    open.push(...(await Promise.all(users.map((user) => opened(port, user)))));
  }
  return open;
}

/** As little of a WebSocket client as ten thousand of them need. */
function opened(port: number, user: number): Promise<WebSocketClient> {
  return new Promise((done, fail) => {
    const socket = connect(port, "127.0.0.1");
    let bytes = Buffer.alloc(0);
    let isUp = false;
    let closeWith: (code: number | undefined) => void = () => {};
    const closed = new Promise<number | undefined>((resolve) => {
      closeWith = resolve;
    });
    socket.once("error", fail);
    socket.on("error", () => {});
    socket.once("close", () => closeWith(undefined));
    socket.on("data", (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      const head = bytes.indexOf("\r\n\r\n");
      if (!isUp && head >= 0) {
        isUp = bytes.subarray(0, 12).toString() === "HTTP/1.1 101";
        if (!isUp) fail(new Error(`it was not taken: ${bytes.subarray(0, 40)}`));
        else done({ isOpen: () => !socket.destroyed, closed, end: () => socket.destroy() });
        bytes = bytes.subarray(head + 4);
      }
      // A close frame of the server: 0x88, length, code.
      if (isUp && bytes[0] === 0x88 && bytes.length >= 4) {
        closeWith(bytes.readUInt16BE(2));
        socket.end();
      }
    });
    socket.write(
      `GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nCookie: uid=u-${user}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
    );
  });
}

export interface Upstream {
  readonly url: string;
  close(): Promise<void>;
}

/** Takes WebSockets and says nothing. */
export async function webSockets(): Promise<Upstream> {
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on("upgrade", ({ headers }, socket: Socket) => {
    const key = `${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash("sha1").update(key).digest("base64");
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
    socket.resume();
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
  });
  return listening(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

export async function listening(server: ReturnType<typeof createServer>, end = () => {}): Promise<Upstream> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      end();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
