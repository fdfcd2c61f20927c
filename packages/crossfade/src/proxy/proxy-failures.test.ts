import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { answerOf, ask } from "../../../../test/support/ask.ts";
import { instance } from "../../../../test/support/instance.ts";
import { apiState, runningProxy } from "../../../../test/support/proxied-api.ts";

/** An address at which nobody listens. */
async function nobody(): Promise<string> {
  const gone = await instance("gone");
  await gone.crash();
  return gone.url;
}

/** A server that treats each connection as the test says; no HTTP of its own. */
async function bare(listener: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    listener(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { readonly port: number }).port}`;
}

test("a page that one instance refuses is asked of another, and the first is left out for a while", async () => {
  const [gone, api] = [await nobody(), await instance("api")];
  const { url } = await runningProxy(apiState({ "1.0": { urls: [gone, api.url] } }));
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask(url)));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
});

test("where nobody takes the connection the client is told 502, with a code", async () => {
  const gone = await nobody();
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [gone] } }));
  expect(await ask(url)).toMatchObject({
    status: 502,
    headers: { "x-cf-error": "CF_PROXY_UPSTREAM_FAILED", "content-type": "text/plain; charset=utf-8" },
    body: expect.stringMatching(/^CF_PROXY_UPSTREAM_FAILED: .{10,}\n$/),
  });
  expect(proxy.refusals()).toEqual({ CF_PROXY_UPSTREAM_FAILED: 1 });
});

test("an instance that breaks off before a byte of its answer: a page is asked of another, once", async () => {
  let asked = 0;
  const broken = () =>
    bare((socket) =>
      socket.once("data", () => {
        asked++;
        socket.destroy();
      }),
    );
  const { url } = await runningProxy(
    apiState({ "1.0": { urls: [await broken(), await broken(), await broken()] } }),
  );
  expect((await ask(url)).status).toBe(502);
  expect(asked).toBe(2);
});

test.each([
  ["POST", "body"],
  ["POST", undefined],
  ["DELETE", undefined],
  ["PUT", "body"],
  ["GET", "body"],
])("%s with body %j is never sent twice", async (method, body) => {
  let asked = 0;
  const broken = await bare((socket) =>
    socket.once("data", () => {
      asked++;
      socket.destroy();
    }),
  );
  const api = await instance("api");
  const { url } = await runningProxy(apiState({ "1.0": { urls: [broken, api.url] } }), {
    balance: "round-robin",
  });
  const answers = [await ask(url, { method, ...(body ? { body, headers: { "content-length": "4" } } : {}) })];
  answers.push(await ask(url, { method, ...(body ? { body, headers: { "content-length": "4" } } : {}) }));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 502]);
  expect([asked, api.seen.length]).toEqual([1, 1]);
});

test("after the first byte of an answer nobody else is asked", async () => {
  const broken = await bare((socket) =>
    socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Le")),
  );
  const api = await instance("api");
  const { url } = await runningProxy(apiState({ "1.0": { urls: [broken, api.url] } }), {
    balance: "round-robin",
  });
  expect([(await ask(url)).status, (await ask(url)).status].sort()).toEqual([200, 502]);
  expect(api.seen).toHaveLength(1);
});

test.each([
  ["a length", { "content-length": "1000" }],
  ["pieces", {}],
])(
  "an instance that dies in the middle of an answer of %s: the client sees that it was cut",
  async (_, headers) => {
    const api = await instance("api", (_req, res) => {
      res.writeHead(200, headers);
      res.write("half");
    });
    const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
    const answer = await answerOf(url);
    await once(answer, "data");
    const cut = once(answer, "error");
    await api.crash();
    expect((await cut)[0]).toMatchObject({ code: "ECONNRESET" });
    expect(proxy.refusals()).toEqual({ CF_PROXY_UPSTREAM_FAILED: 1 });
  },
);

test("an answer that is longer or shorter than it says is cut, never mended", async () => {
  const short = await bare((socket) =>
    socket.once("data", () =>
      socket.end("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\nabc"),
    ),
  );
  const { url } = await runningProxy(apiState({ "1.0": { urls: [short] } }));
  await expect(ask(url)).rejects.toThrow();
});

test.each([
  ["no HTTP at all", "hello\r\n\r\n"],
  ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
  [
    "a length and chunks",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  ["a folded line", "HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\nContent-Length: 1\r\n\r\na"],
  ["headers without end", `HTTP/1.1 200 OK\r\n${"x-flood: 1234567890\r\n".repeat(2_000)}`],
  [
    "an upgrade that nobody asked for",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
  ],
])("an instance that answers %s: 502", async (_, bytes) => {
  const odd = await bare((socket) => socket.once("data", () => socket.write(bytes)));
  const { url } = await runningProxy(apiState({ "1.0": { urls: [odd] } }));
  expect((await ask(url)).status).toBe(502);
});

test("a reason phrase that is not ASCII is left out, and the answer passes", async () => {
  const odd = await bare((socket) =>
    socket.once("data", () =>
      socket.end(
        Buffer.from("HTTP/1.1 200 caf\xe9\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", "latin1"),
      ),
    ),
  );
  const { url } = await runningProxy(apiState({ "1.0": { urls: [odd] } }));
  expect(await ask(url)).toMatchObject({ status: 200, body: "ok" });
});

test("bytes behind an answer are not taken for the next one", async () => {
  let first = true;
  const sly = await bare((socket) =>
    socket.on("data", () => {
      const extra = first ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstale" : "";
      first = false;
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfresh${extra}`);
    }),
  );
  const { url } = await runningProxy(apiState({ "1.0": { urls: [sly] } }));
  expect((await ask(url)).body).toBe("fresh");
  expect((await ask(url)).body).toBe("fresh");
});

test("an instance that takes a request and is silent: 504, and it is free again", async () => {
  const silent = await bare((socket) => socket.resume());
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [silent] } }), {
    limits: { firstByteTimeoutMs: 60, sweepMs: 20 },
  });
  expect(await ask(url)).toMatchObject({
    status: 504,
    headers: { "x-cf-error": "CF_PROXY_UPSTREAM_TIMEOUT" },
  });
  expect(proxy.read()?.versions[0]?.instances[0]).toMatchObject({ requests: 0 });
});

test("an answer that stands still in the middle is cut", async () => {
  const api = await instance("api", (_, res) => {
    res.write("half");
  });
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), {
    limits: { upstreamIdleTimeoutMs: 60, sweepMs: 20 },
  });
  await expect(ask(url)).rejects.toMatchObject({ code: "ECONNRESET" });
});

test("a connection that does not come about in time: 504", async () => {
  const { url } = await runningProxy(
    apiState({ "1.0": { urls: ["http://name.internal:9"] } }),
    { limits: { connectTimeoutMs: 50 } },
    { resolve: () => new Promise(() => undefined) },
  );
  expect(await ask(url)).toMatchObject({
    status: 504,
    headers: { "x-cf-error": "CF_PROXY_UPSTREAM_TIMEOUT" },
  });
});

test("an instance is dialled at the address its name stood for, with the Host that the client sent", async () => {
  const api = await instance("api");
  const { port } = new URL(api.url);
  const asked: string[] = [];
  const { url } = await runningProxy(
    apiState({ "1.0": { urls: [`http://api.internal:${port}`] } }),
    {},
    {
      resolve: async (host) => {
        asked.push(host);
        return [{ address: "127.0.0.1", family: 4 }];
      },
    },
  );
  expect((await ask(url, { headers: { host: "shop.example" } })).body).toBe("api");
  expect(asked).toEqual(["api.internal"]);
  expect(api.seen[0]?.headers.host).toBe("shop.example");
});
