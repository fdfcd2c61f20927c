import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket, type WebSocketOptions, WebSocketServer } from "ws";
import { instance } from "../../../../test/support/instance.ts";
import { apiState, runningProxy } from "../../../../test/support/proxied-api.ts";
import { RawConnection } from "../../../../test/support/raw-http.ts";

/** An instance that talks WebSocket and says its name first. */
async function talking(name: string) {
  const server = createServer((_, res) => res.end(name));
  const sockets = new WebSocketServer({ server, perMessageDeflate: true });
  const closes: number[] = [];
  sockets.on("connection", (socket, req) => {
    socket.send(JSON.stringify({ name, path: req.url, headers: req.headers }));
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on("close", (code) => closes.push(code));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets, closes };
}

async function opened(url: string, options: WebSocketOptions = {}) {
  const socket = new WebSocket(url.replace("http:", "ws:"), options);
  socket.on("error", () => undefined);
  onTestFinished(() => socket.terminate());
  const [[hello]] = await Promise.all([once(socket, "message"), once(socket, "open")]);
  return { socket, hello: JSON.parse(String(hello)) };
}

test("a WebSocket is open both ways, large messages and compressed ones too", async () => {
  const api = await talking("1");
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const { socket, hello } = await opened(`${url}/chat?room=7`, { headers: { "x-cf-secret": "1" } });
  expect(hello).toMatchObject({ name: "1", path: "/chat?room=7" });
  expect(hello.headers).toMatchObject({ upgrade: "websocket", "x-forwarded-for": "127.0.0.1" });
  expect(hello.headers).not.toHaveProperty("x-cf-secret");
  for (const size of [0, 1, 125, 126, 65_535, 65_536, 3_000_000]) {
    const message = Buffer.alloc(size, "a");
    socket.send(message);
    expect(message.equals((await once(socket, "message"))[0])).toBe(true);
  }
  expect(proxy.read()?.versions[0]?.instances[0]).toMatchObject({ requests: 0, streams: 1 });
  socket.close(1000);
  await once(socket, "close");
  expect(api.closes).toEqual([1000]);
  expect(proxy.read()?.versions[0]?.instances[0]).toMatchObject({ requests: 0, streams: 0 });
});

test("an open WebSocket stays on the old version after a shift, and gets 1012 when that closes", async () => {
  const [old, next] = [await talking("1"), await talking("2")];
  const versions = { "2.0": { urls: [next.url] }, "1.0": { urls: [old.url] } };
  const { proxy, url } = await runningProxy(apiState(versions), {
    limits: { closingMs: 40, politeEndMs: 5_000 },
  });
  const { socket, hello } = await opened(url);
  expect(hello.name).toBe("1");
  proxy.apply(apiState(versions, { generation: 2, weight: 10_000 }));
  expect((await opened(url)).hello.name).toBe("2");
  socket.send("still here");
  expect(String((await once(socket, "message"))[0])).toBe("still here");
  const closed = once(socket, "close");
  proxy.apply(
    apiState(
      { "2.0": { urls: [next.url] }, "1.0": { urls: [old.url], stage: "closing" } },
      { generation: 3, weight: 10_000 },
    ),
  );
  expect((await closed)[0]).toBe(1012);
  await expect.poll(() => old.closes).toEqual([1012]);
  expect(proxy.read()?.versions.map(({ stage }) => stage)).toEqual(["active", "closed"]);
});

/** The proxy ends streams as soon as it is told to. */
const atOnce = { random: () => 0 };

function handshake(port: number): RawConnection {
  const key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
  return new RawConnection(port).say(
    `GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n\r\n`,
  );
}

test("in the middle of a message nothing is put in", async () => {
  const api = await talking("1");
  const { proxy, port } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), {}, atOnce);
  const client = handshake(port);
  await client.until('"name"');
  const [server] = api.sockets.clients;
  const tcp = (server as unknown as { readonly _socket: { write(bytes: Buffer): void } })._socket;
  // The head of a text frame of five bytes, and three of them.
  tcp.write(Buffer.from([0x81, 5, 0x68, 0x65, 0x6c]));
  await client.until("hel");
  const drained = proxy.drain({ component: "api", label: "1.0" }, 5_000);
  tcp.write(Buffer.from([0x6c, 0x6f, 0x81, 1, 0x78]));
  await client.until("\x88\x02\x03\xf4");
  client.socket.end(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xf4]));
  expect(await drained).toEqual({ requests: 0, streams: 0 });
  expect((await client.closed()).slice(-16)).toContain("\x81\x05hello\x81\x01x\x88\x02\x03\xf4");
  expect(api.closes).toEqual([1012]);
});

test("a client that does not answer the goodbye is cut", async () => {
  const api = await talking("1");
  const state = apiState({ "1.0": { urls: [api.url] } });
  const { proxy, port } = await runningProxy(state, { limits: { politeEndMs: 50 } }, atOnce);
  const client = handshake(port);
  await client.until('"name"');
  const beganMs = performance.now();
  expect(await proxy.drain({ component: "api", label: "1.0" }, 60_000)).toEqual({ requests: 0, streams: 0 });
  expect(performance.now() - beganMs).toBeLessThan(5_000);
  await client.closed();
  expect([...client.bytes.subarray(-4)]).toEqual([0x88, 2, 0x03, 0xf4]);
});

test("blocking a version ends its WebSockets at once, with 1012", async () => {
  const [bad, good] = [await talking("2"), await talking("1")];
  const state = (stage: "active" | "blocked", generation: number, weight: number) =>
    apiState({ "2.0": { urls: [bad.url], stage }, "1.0": { urls: [good.url] } }, { generation, weight });
  const { proxy, url } = await runningProxy(state("active", 1, 10_000));
  const { socket } = await opened(url);
  const closed = once(socket, "close");
  proxy.apply(state("blocked", 2, 0));
  expect(proxy.read()?.versions[0]?.instances[0]).toMatchObject({ streams: 0 });
  expect((await closed)[0]).toBe(1012);
  await expect.poll(() => bad.sockets.clients.size).toBe(0);
});

test("what an instance answers instead of agreeing reaches the client", async () => {
  const api = await instance("api", (_, res) => res.end());
  api.server.on("upgrade", (_, socket) =>
    socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\nConnection: close\r\nX-Why: no\r\n\r\nno!"),
  );
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const socket = new WebSocket(url.replace("http:", "ws:"));
  const [, answer] = await once(socket, "unexpected-response");
  expect(answer).toMatchObject({ statusCode: 403, headers: { "x-why": "no", "x-cf-version": "api@1.0" } });
  expect(String((await once(answer, "data"))[0])).toBe("no!");
  await expect.poll(() => proxy.read()?.versions[0]?.instances[0]).toMatchObject({ requests: 0, streams: 0 });
});

test("a handshake that nobody takes is answered 502, one that nobody answers 504", async () => {
  const silent = await instance("api");
  silent.server.on("upgrade", () => undefined);
  const gone = await instance("gone");
  await gone.crash();
  const limits = { firstByteTimeoutMs: 60, sweepMs: 20 };
  const statusOf = async (url: string) => {
    const proxy = await runningProxy(apiState({ "1.0": { urls: [url] } }), { limits });
    const socket = new WebSocket(proxy.url.replace("http:", "ws:"));
    socket.on("error", () => undefined);
    const [, answer] = await once(socket, "unexpected-response");
    answer.resume();
    return answer.statusCode;
  };
  expect([await statusOf(gone.url), await statusOf(silent.url)]).toEqual([502, 504]);
});

test("a version takes only so many streams", async () => {
  const api = await talking("1");
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), {
    limits: { maxStreamsPerVersion: 1 },
  });
  await opened(url);
  const socket = new WebSocket(url.replace("http:", "ws:"));
  socket.on("error", () => undefined);
  expect((await once(socket, "unexpected-response"))[1].statusCode).toBe(503);
});

test("a client that vanishes takes its end at the instance with it, and the other way round", async () => {
  const api = await talking("1");
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const first = await opened(url);
  first.socket.terminate();
  await expect.poll(() => api.sockets.clients.size).toBe(0);
  const second = await opened(url);
  const closed = once(second.socket, "close");
  for (const client of api.sockets.clients) client.terminate();
  expect((await closed)[0]).toBe(1006);
  expect(proxy.read()?.versions[0]?.instances[0]).toMatchObject({ requests: 0, streams: 0 });
});
