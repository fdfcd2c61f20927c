import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Writable } from "node:stream";
import { setTimeout as after } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { instance } from "../../../../test/support/instance.ts";
import { apiState, runningProxy } from "../../../../test/support/proxied-api.ts";

const gigabyte = 1_073_741_824;
const piece = Buffer.alloc(65_536, "x");

/** Highest memory of this process (client, proxy and instance together) above where it began, MB, as long as `work` lasts. */
async function grownMb(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let highest = before;
  const timer = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, 20);
  await work().finally(() => clearInterval(timer));
  return (highest - before) / 1_048_576;
}

test("an upload of 1 GB passes with flat memory", async () => {
  let received = 0;
  const api = await instance("api", (req, res) => {
    req.on("data", (chunk: Buffer) => {
      received += chunk.length;
    });
    req.on("end", () => res.end(String(received)));
  });
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const grown = await grownMb(async () => {
    const headers = { "content-length": String(gigabyte) };
    const call = request(url, { method: "POST", headers, agent: false });
    for (let sent = 0; sent < gigabyte; sent += piece.length)
      if (!call.write(piece)) await once(call, "drain");
    call.end();
    const [answer] = await once(call, "response");
    expect(answer.statusCode).toBe(200);
    expect(String((await once(answer, "data"))[0])).toBe(String(gigabyte));
  });
  expect(grown).toBeLessThan(150);
});

test("a download of 1 GB to a reader with pauses passes with flat memory", async () => {
  const api = await instance("api", async (_, res) => {
    for (let sent = 0; sent < gigabyte; sent += piece.length) if (!res.write(piece)) await once(res, "drain");
    res.end();
  });
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  let received = 0;
  const grown = await grownMb(async () => {
    const call = request(url, { agent: false });
    call.end();
    const [answer] = await once(call, "response");
    let pauses = 0;
    for await (const chunk of answer) {
      received += (chunk as Buffer).length;
      if (received > (pauses + 1) * 104_857_600) {
        pauses++;
        await after(20);
      }
    }
  });
  expect(received).toBe(gigabyte);
  expect(grown).toBeLessThan(150);
});

/** What one side may have given before the other takes anything: buffers of four sockets and the kernel's. */
const maxAheadBytes = 48 * 1_048_576;

/** Gives pieces until nothing has been taken for two seconds, or far too much was given. Bytes. */
async function givenAhead(to: Writable): Promise<number> {
  let given = 0;
  while (given < 4 * maxAheadBytes) {
    given += piece.length;
    if (to.write(piece)) continue;
    const isTaken = await Promise.race([once(to, "drain").then(() => true), after(2_000, false)]);
    if (!isTaken) break;
  }
  return given;
}

test("an instance that does not read holds the client back", async () => {
  let hand: (handed: readonly [IncomingMessage, ServerResponse]) => void = () => undefined;
  const handed = new Promise<readonly [IncomingMessage, ServerResponse]>((resolve) => {
    hand = resolve;
  });
  const api = await instance("api", (req, res) => hand([req, res]));
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const call = request(url, { method: "POST", agent: false });
  const given = await givenAhead(call);
  expect(given).toBeLessThan(maxAheadBytes);
  const [req, res] = await handed;
  let received = 0;
  req.on("data", (chunk: Buffer) => {
    received += chunk.length;
  });
  req.on("end", () => res.end());
  call.end();
  const [answer] = await once(call, "response");
  answer.resume();
  expect(received).toBe(given);
});

test("a client that does not read holds the instance back", async () => {
  let given = 0;
  const api = await instance("api", async (_, res) => {
    given = await givenAhead(res);
    res.end();
  });
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const call = request(url, { agent: false });
  call.end();
  const [answer] = await once(call, "response");
  await expect.poll(() => given, { timeout: 20_000 }).toBeGreaterThan(0);
  expect(given).toBeLessThan(maxAheadBytes);
  let received = 0;
  for await (const chunk of answer) received += (chunk as Buffer).length;
  expect(received).toBe(given);
});

test("a WebSocket gives neither side more than it takes", async () => {
  const server = createServer();
  const agreed = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  const upgraded = new Promise<Socket>((resolve) => {
    server.on("upgrade", (_, socket: Socket) => {
      socket.pause();
      socket.write(agreed);
      resolve(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: apiPort } = server.address() as AddressInfo;
  const { port } = await runningProxy(apiState({ "1.0": { urls: [`http://127.0.0.1:${apiPort}`] } }));
  const client = connect(port, "127.0.0.1");
  onTestFinished(async () => {
    client.destroy();
    (await upgraded).destroy();
    server.close();
  });
  client.write(
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n",
  );
  await once(client, "data");
  client.pause();
  expect(await givenAhead(client)).toBeLessThan(maxAheadBytes);
  expect(await givenAhead(await upgraded)).toBeLessThan(maxAheadBytes);
});

test("2,000 quiet WebSockets cost little memory, and end with 1012 spread over the drain", async () => {
  const upgraded: Socket[] = [];
  const server = createServer();
  server.on("upgrade", (_, socket: Socket) => {
    upgraded.push(socket);
    socket.on("error", () => socket.destroy());
    // It agrees to whatever is said, and answers a close by ending.
    socket.on("data", () => socket.end());
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const clients: Socket[] = [];
  onTestFinished(() => {
    for (const socket of [...clients, ...upgraded]) socket.destroy();
    server.close();
  });
  const { port: apiPort } = server.address() as AddressInfo;
  const state = apiState({ "1.0": { urls: [`http://127.0.0.1:${apiPort}`] } });
  const { proxy, port } = await runningProxy(state, {}, { random: Math.random });
  const goodbyes: number[] = [];
  const open = async () => {
    const client = connect(port, "127.0.0.1");
    clients.push(client);
    client.write(
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n",
    );
    await once(client, "data");
    client.on("data", (chunk: Buffer) => {
      if (chunk.equals(Buffer.from([0x88, 2, 0x03, 0xf4]))) goodbyes.push(performance.now());
      client.end(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xf4]));
    });
  };
  const grown = await grownMb(async () => {
    for (let batch = 0; batch < 40; batch++) await Promise.all(Array.from({ length: 50 }, open));
  });
  expect(proxy.read()?.versions[0]?.instances[0]).toMatchObject({ requests: 0, streams: 2_000 });
  // Four sockets each are in this process; two of them are the proxy's.
  expect((grown * 1_024) / 2_000).toBeLessThan(150);
  const beganMs = performance.now();
  expect(await proxy.drain({ component: "api", label: "1.0" }, 4_000)).toEqual({ requests: 0, streams: 0 });
  expect(goodbyes).toHaveLength(2_000);
  const early = goodbyes.filter((atMs) => atMs - beganMs < 1_000).length;
  expect(early).toBeGreaterThan(600);
  expect(early).toBeLessThan(1_400);
});
