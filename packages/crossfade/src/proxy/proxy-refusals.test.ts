import { expect, test } from "vitest";
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

/** Name, bytes, code. All of it is one write; nothing behind it may be taken for a request. */
const samples: readonly (readonly [name: string, bytes: string, code: string])[] = [
  [
    "CL.TE",
    `${post}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    "BAD_REQUEST",
  ],
  [
    "TE.CL",
    `${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n24\r\n${smuggled}\r\n0\r\n\r\n`,
    "BAD_REQUEST",
  ],
  [
    "TE.TE with an unknown coding",
    `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n${smuggled}`,
    "BAD_REQUEST",
  ],
  [
    "TE.TE twice the same",
    `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    "BAD_",
  ],
  [
    "a compressed coding",
    `${post}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    "BAD_FRAMING",
  ],
  ["a coding with a tab", `${post}Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n${smuggled}`, "BAD_REQUEST"],
  [
    "chunked last but not only",
    `${post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
    "BAD_REQUEST",
  ],
  ["a misspelt coding", `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`, "BAD_FRAMING"],
  [
    "a coding over HTTP/1.0",
    `POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    "BAD_FRAMING",
  ],
  [
    "a coding said in a folded line",
    `${post}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    "BAD_REQUEST",
  ],
  ["a folded line", `GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n`, "BAD_REQUEST"],
  [
    "two lengths that differ",
    `${post}Content-Length: 0\r\nContent-Length: 44\r\n\r\n${smuggled}`,
    "BAD_REQUEST",
  ],
  ["two lengths that are the same", `${post}Content-Length: 1\r\nContent-Length: 1\r\n\r\nA`, "BAD_REQUEST"],
  ["a length with a sign", `${post}Content-Length: +1\r\n\r\nA`, "BAD_REQUEST"],
  ["a list of lengths", `${post}Content-Length: 1, 1\r\n\r\nA`, "BAD_REQUEST"],
  ["a length in hex", `${post}Content-Length: 0x1\r\n\r\nA`, "BAD_REQUEST"],
  ["an empty length", `${post}Content-Length: \r\n\r\nA`, "BAD_REQUEST"],
  ["a blank before the colon", `${post}Content-Length : 5\r\n\r\n${smuggled}`, "BAD_REQUEST"],
  ["a blank before the first name", `GET / HTTP/1.1\r\n Host: a\r\n\r\n`, "BAD_REQUEST"],
  ["a name of nothing", `GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n`, "BAD_REQUEST"],
  ["bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", "BAD_REQUEST"],
  ["one bare line feed", "GET / HTTP/1.1\r\nHost: a\nX-B: c\r\n\r\n", "BAD_REQUEST"],
  ["a bare carriage return", "GET / HTTP/1.1\r\nHost: a\rX-B: c\r\n\r\n", "BAD_REQUEST"],
  ["a NUL in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n", "BAD_REQUEST"],
  ["a control character in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: a\x01b\r\n\r\n", "BAD_REQUEST"],
  ["a control character in the target", "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", "BAD_REQUEST"],
  ["a byte beyond ASCII in the target", "GET /\xe9 HTTP/1.1\r\nHost: a\r\n\r\n", "BAD_REQUEST"],
  ["a fragment in the target", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", "BAD_TARGET"],
  ["another host's URL", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "BAD_TARGET"],
  ["all of the server", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "BAD_TARGET"],
  ["CONNECT", "CONNECT b:80 HTTP/1.1\r\nHost: a\r\n\r\n", "BAD_TARGET"],
  ["no Host", "GET / HTTP/1.1\r\n\r\n", "BAD_HOST"],
  ["no Host over HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "BAD_HOST"],
  ["two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "BAD_HOST"],
  ["two Hosts of one name", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "BAD_HOST"],
  ["a Host that is none", "GET / HTTP/1.1\r\nHost: a@b/c\r\n\r\n", "BAD_HOST"],
  ["an unknown method", "SMUGGLE / HTTP/1.1\r\nHost: a\r\n\r\n", "BAD_REQUEST"],
  ["HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "BAD_REQUEST"],
  ["a version that does not exist", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", "BAD_REQUEST"],
  ["HTTP/0.9", "GET /\r\n\r\n", "BAD_"],
  ["h2c", "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n", "BAD_UPGRADE"],
  [
    "an upgrade with a body",
    `${post}Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\nContent-Length: 3\r\n\r\nabc`,
    "BAD_UPGRADE",
  ],
  [
    "an upgrade without a key",
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    "BAD_UPGRADE",
  ],
  [
    "an upgrade of two kinds",
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket, h2c\r\nSec-WebSocket-Key: k\r\n\r\n",
    "BAD_UPGRADE",
  ],
];

test.each(samples)("%s is refused, and no instance sees anything of it", async (_, bytes, code) => {
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
