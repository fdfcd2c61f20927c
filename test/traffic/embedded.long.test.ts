import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { connect, type Socket } from "node:net";
import { setWeight } from "@crossfade/core";
import { expect, test } from "vitest";
import { requireOrSkip } from "../support/require-or-skip.ts";
import { hasWrk } from "../support/wrk.ts";
import { embeddedShifts } from "./embedded-shifts.ts";
import { startEmbedded } from "./running-embedded.ts";

test("20 cycles under full load: no failed request, and hardly one that starts late", async (context) => {
  requireOrSkip(context, hasWrk, "wrk is not installed");
  const shifts = await embeddedShifts(20);
  console.log(JSON.stringify(shifts));
  expect([shifts.load.refused, shifts.load.socketErrors]).toEqual([0, 0]);
  expect(shifts.lateMs.p50).toBeLessThanOrEqual(5);
  expect(shifts.lateMs.p99).toBeLessThanOrEqual(30);
});

const mebibyte = 1_048_576;

test("a gigabyte is uploaded whole, and the proxy does not keep it", async () => {
  const gibibytes = 1_024;
  const upstream = await receiver();
  const proxy = await startEmbedded([{ label: "v1", urls: [upstream.url] }]);
  try {
    const chunk = randomBytes(mebibyte);
    const sent = createHash("sha256");
    const before = residentMb(proxy.pid);
    let most = 0;
    const asking = request(`${proxy.url}/upload`, { method: "POST", headers: { cookie: "uid=u-1" } });
    const answered = new Promise<string>((done, fail) => {
      asking.once("error", fail);
      asking.once("response", async (answer) => {
        let text = "";
        for await (const part of answer) text += part;
        done(text);
      });
    });
    for (let count = 0; count < gibibytes; count++) {
      sent.update(chunk);
      if (!asking.write(chunk)) await new Promise((done) => asking.once("drain", done));
      most = Math.max(most, residentMb(proxy.pid));
    }
    asking.end();
    expect(await answered).toBe(sent.digest("hex"));
    console.log(JSON.stringify({ uploadMb: gibibytes, residentBeforeMb: before, residentMostMb: most }));
    expect(most - before).toBeLessThan(200);
  } finally {
    await proxy.stop();
    await upstream.close();
  }
});

/** A tunnel takes two files of the proxy; ten thousand of them, or as many as this machine lets a process open. */
test("ten thousand idle WebSockets stay open through a shift, and are told to come again when their version ends", async () => {
  const sockets = Math.min(10_000, Math.floor((openFileLimit() - 1_000) / 500) * 250);
  expect(sockets).toBeGreaterThan(1_000);
  const upstreams = [await webSockets(), await webSockets()] as const;
  const proxy = await startEmbedded([
    { label: "v1", urls: [upstreams[0].url] },
    { label: "v2", urls: [upstreams[1].url] },
  ]);
  const open: WebSocketClient[] = [];
  try {
    const before = residentMb(proxy.pid);
    for (let count = 0; count < sockets; count += 250)
      open.push(
        ...(await Promise.all(Array.from({ length: 250 }, (_, index) => opened(proxy.port, count + index)))),
      );
    const resident = residentMb(proxy.pid);
    const { state } = await proxy.router.read();
    await proxy.router.apply(setWeight(state, { component: "app", label: "v2", weight: 10_000 }));
    expect(open.filter(({ isOpen }) => isOpen())).toHaveLength(sockets);
    const beganMs = Date.now();
    const left = await proxy.router.drain({ component: "app", label: "v1" }, 20_000);
    await Promise.all(open.map(({ closed }) => closed));
    const codes = await Promise.all(open.map(({ closed }) => closed));
    console.log(
      JSON.stringify({
        sockets,
        residentBeforeMb: before,
        residentMb: resident,
        drainedMs: Date.now() - beganMs,
        left,
      }),
    );
    expect(left.streams).toBe(0);
    expect(codes.filter((code) => code === 1_012)).toHaveLength(sockets);
    expect(resident - before).toBeLessThan(1_000);
  } finally {
    for (const { end } of open) end();
    await proxy.stop();
    await Promise.all(upstreams.map((each) => each.close()));
  }
});

function openFileLimit(): number {
  return Number(/Max open files\s+(\d+)/.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? 0);
}

function residentMb(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kilobytes) / 1_024);
}

interface Upstream {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers with the digest of what it was sent. */
async function receiver(): Promise<Upstream> {
  const server = createServer(async (incoming, response) => {
    const hash = createHash("sha256");
    for await (const part of incoming) hash.update(part);
    response.end(hash.digest("hex"));
  });
  return listening(server);
}

/** Takes WebSockets and says nothing. */
async function webSockets(): Promise<Upstream> {
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

async function listening(server: ReturnType<typeof createServer>, end = () => {}): Promise<Upstream> {
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

interface WebSocketClient {
  isOpen(): boolean;
  /** The code of the close frame; undefined: it was cut. */
  readonly closed: Promise<number | undefined>;
  end(): void;
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
    socket.once("close", () => closeWith(undefined));
    socket.on("data", (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      const head = bytes.indexOf("\r\n\r\n");
      if (!isUp && head >= 0) {
        isUp = bytes.subarray(0, 12).toString() === "HTTP/1.1 101";
        bytes = bytes.subarray(head + 4);
        if (!isUp) fail(new Error("it was not taken"));
        else done({ isOpen: () => !socket.destroyed, closed, end: () => socket.destroy() });
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
