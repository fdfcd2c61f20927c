import { once } from "node:events";
import { expect, test } from "vitest";
import { ask } from "../../../../test/support/ask.ts";
import { instance } from "../../../../test/support/instance.ts";
import { apiState, runningProxy } from "../../../../test/support/proxied-api.ts";
import { RawConnection } from "../../../../test/support/raw-http.ts";

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

test("one connection too many is closed at once, and counted", async () => {
  const api = await instance("api");
  const { proxy, port } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), {
    limits: { maxConnections: 2 },
  });
  const [first, second] = [new RawConnection(port), new RawConnection(port)];
  await first.say(get).until("api");
  await second.say(get).until("api");
  expect(await new RawConnection(port).closed()).toBe("");
  expect(proxy.refusals()).toEqual({ CF_PROXY_BUSY: 1 });
  await first.say(get).until(/api.*api/s);
});

test("of requests that come in one go only so many are in hand at once", async () => {
  const held: (() => void)[] = [];
  const api = await instance("api", (_, res) => held.push(() => res.end("api")));
  const { port } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), {
    limits: { maxPipelined: 2 },
  });
  const client = new RawConnection(port).say(
    get + get + get.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"),
  );
  await expect.poll(() => held.length).toBe(2);
  for (const answer of held) answer();
  expect((await client.closed()).match(/HTTP\/1.1 \d+/g)).toEqual([
    "HTTP/1.1 200",
    "HTTP/1.1 200",
    "HTTP/1.1 503",
  ]);
  expect(api.seen).toHaveLength(2);
});

test("a connection without a request is closed after its time", async () => {
  const api = await instance("api");
  const { port } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), {
    limits: { keepAliveTimeoutMs: 50 },
  });
  const client = new RawConnection(port).say(get);
  await client.until("api");
  expect(await client.closed()).toMatch(/api$/);
});

test("only so many idle connections to an instance are kept", async () => {
  const held: (() => void)[] = [];
  const api = await instance("api", (_, res) => held.push(() => res.end()));
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), {
    limits: { maxIdlePerInstance: 1 },
  });
  let open = 0;
  api.server.on("connection", (socket) => {
    open++;
    socket.on("close", () => open--);
  });
  const asked = [ask(url), ask(url), ask(url)];
  await expect.poll(() => held.length).toBe(3);
  expect(open).toBe(3);
  for (const answer of held) answer();
  await Promise.all(asked);
  await expect.poll(() => open).toBe(1);
});

test("an idle connection to an instance is closed after its time", async () => {
  const api = await instance("api");
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), {
    limits: { upstreamKeepAliveMs: 50 },
  });
  const connected = once(api.server, "connection");
  await ask(url);
  const [socket] = await connected;
  if (!socket.destroyed) await once(socket, "close");
});
