import { expect, test } from "vitest";
import { hostileRequests } from "../../../../test/support/hostile-requests.ts";
import { instance } from "../../../../test/support/instance.ts";
import { apiState, runningProxy } from "../../../../test/support/proxied-api.ts";
import { RawConnection } from "../../../../test/support/raw-http.ts";
import type { ProxyLimits } from "./settings.ts";

/** A proxy before an instance that says how many requests it saw, bodies and all. */
async function guarded(limits: Partial<ProxyLimits> = {}) {
  const bodies: string[] = [];
  const api = await instance("api", (req, res) => {
    let body = "";
    req.on("data", (chunk) => {
      body += chunk;
    });
    req.on("end", () => {
      bodies.push(`${req.method} ${req.url} ${body}`);
      res.end("answer");
    });
  });
  const { proxy, port } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), { limits });
  return { proxy, port, api, bodies };
}

const post = "POST / HTTP/1.1\r\nHost: a\r\n";
const smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

test.each(hostileRequests)("%s is refused, and no instance sees anything of it", async (_, bytes, code) => {
  const { proxy, port, api } = await guarded();
  const heard = await new RawConnection(port).say(bytes).closed();
  expect(heard).toMatch(/^HTTP\/1\.1 400 /);
  expect(heard).toContain(`CF_PROXY_${code}`);
  expect(heard.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
  expect(api.seen).toEqual([]);
  expect(Object.values(proxy.refusals())).toEqual([1]);
});

/** These begin as a request that may be passed on, and break in the body: the instance may see its beginning, never a second one. */
test.each([
  ["a chunk of a negative size", "-1\r\nA\r\n0\r\n\r\n"],
  ["a chunk size in hex clothes", "0x1\r\nA\r\n0\r\n\r\n"],
  ["a chunk size beyond counting", "fffffffffffffffff\r\nA\r\n0\r\n\r\n"],
  ["a chunk size with a blank", "1 \r\nA\r\n0\r\n\r\n"],
  ["a chunk that is longer than it says", `1\r\nAB0\r\n\r\n${smuggled}`],
  ["a chunk extension behind a bare line feed", `1;a\nA\r\n0\r\n\r\n${smuggled}`],
  ["a chunk behind a bare line feed", `1\nA\r\n0\r\n\r\n${smuggled}`],
])("%s: the connection ends, and no instance sees a request in it", async (_, body) => {
  const { port, api, bodies } = await guarded();
  const heard = await new RawConnection(port)
    .say(`${post}Transfer-Encoding: chunked\r\n\r\n${body}`)
    .closed();
  expect(heard).not.toContain("answer");
  expect(bodies).toEqual([]);
  expect(api.seen.map(({ url }) => url)).not.toContain("/smuggled");
});

test("chunk extensions and trailers are left out, and the body arrives whole", async () => {
  const { port, bodies } = await guarded();
  const chunks = "1;a=b\r\nA\r\n2\r\nBC\r\n0\r\nX-T: 1\r\n\r\n";
  await new RawConnection(port)
    .say(`${post}Connection: close\r\nTransfer-Encoding: Chunked\r\n\r\n${chunks}`)
    .closed();
  expect(bodies).toEqual(["POST / ABC"]);
});

test("a GET with a body is one request, and the next one is the next", async () => {
  const { port, bodies } = await guarded();
  const client = new RawConnection(port);
  client.say(`GET /one HTTP/1.1\r\nHost: a\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`);
  client.say("GET /two HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const heard = await client.closed();
  expect(heard.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  expect(bodies.sort()).toEqual([`GET /one ${smuggled}`, "GET /two "].sort());
});

test("an upgrade behind a request that is still in hand is refused", async () => {
  const { port, api } = await guarded();
  const upgrade =
    "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n";
  await new RawConnection(port).say(`GET /first HTTP/1.1\r\nHost: a\r\n\r\n${upgrade}`).closed();
  expect(api.seen.map(({ url }) => url)).not.toContain("/ws");
});

test("too many headers are refused, and so are too large ones", async () => {
  const { proxy, port, api } = await guarded({ maxHeaders: 20, maxHeaderBytes: 4_096 });
  const many = Array.from({ length: 20 }, (_, index) => `x-${index}: 1\r\n`).join("");
  const heard = await new RawConnection(port).say(`GET / HTTP/1.1\r\nHost: a\r\n${many}\r\n`).closed();
  expect(heard).toMatch(/^HTTP\/1\.1 431 /);
  const large = `x-large: ${"a".repeat(5_000)}\r\n`;
  expect(await new RawConnection(port).say(`GET / HTTP/1.1\r\nHost: a\r\n${large}\r\n`).closed()).toMatch(
    /^HTTP\/1\.1 431 /,
  );
  expect(proxy.refusals()).toEqual({ CF_PROXY_HEADERS_TOO_LARGE: 2 });
  expect(api.seen).toEqual([]);
});

test("a flood of headers that never ends is cut when the limit is reached", async () => {
  const { port } = await guarded({ maxHeaderBytes: 4_096 });
  const client = new RawConnection(port).say("GET / HTTP/1.1\r\nHost: a\r\n");
  let sent = 0;
  while (!client.isClosed && sent < 10_000_000) {
    client.say(`x-flood-${sent}: ${"a".repeat(1_000)}\r\n`);
    sent += 1_000;
    await new Promise(setImmediate);
  }
  expect(await client.closed()).toMatch(/^(HTTP\/1\.1 431 |$)/);
  expect(sent).toBeLessThan(10_000_000);
});

test("a client that never completes its headers is told so, and cut", async () => {
  const { proxy, port } = await guarded({ clientHeadersTimeoutMs: 60, sweepMs: 20 });
  const heard = await new RawConnection(port).say("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ").closed();
  expect(heard).toMatch(/^HTTP\/1\.1 408 /);
  expect(proxy.refusals()).toEqual({ CF_PROXY_CLIENT_TIMEOUT: 1 });
});

test("with a list of hosts no other is answered for", async () => {
  const api = await instance("api");
  const { port } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), { hosts: ["shop.example"] });
  const wrong = await new RawConnection(port)
    .say("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    .closed();
  expect(wrong).toMatch(/^HTTP\/1\.1 421 /);
  const right = await new RawConnection(port)
    .say("GET / HTTP/1.1\r\nHost: SHOP.example:80\r\nConnection: close\r\n\r\n")
    .closed();
  expect(right).toMatch(/^HTTP\/1\.1 200 /);
  expect(api.seen).toHaveLength(1);
});
