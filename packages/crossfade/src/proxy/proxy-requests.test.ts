import { once } from "node:events";
import { request } from "node:http";
import { expect, test } from "vitest";
import { answerOf, ask } from "../../../../test/support/ask.ts";
import { instance } from "../../../../test/support/instance.ts";
import { apiState, runningProxy } from "../../../../test/support/proxied-api.ts";
import { RawConnection } from "../../../../test/support/raw-http.ts";

test("a request reaches the instance as it was sent, and its answer comes back as it was given", async () => {
  const api = await instance("api", (req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk) => chunks.push(chunk));
    req.on("end", () => {
      res.writeHead(201, "Made", { "x-app": "1", "set-cookie": ["a=1", "b=2"] });
      res.end(`got ${Buffer.concat(chunks)}`);
    });
  });
  const { url, port } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const answer = await ask(`${url}/orders?q=a%20b&q=c`, {
    method: "POST",
    headers: { "content-type": "text/plain", "x-many": ["1", "2"], cookie: "a=1" },
    body: "hello",
  });
  expect(answer).toMatchObject({ status: 201, body: "got hello" });
  expect(answer.headers).toMatchObject({ "x-app": "1", "x-cf-version": "api@1.0" });
  expect(answer.headers["set-cookie"]).toEqual(["a=1", "b=2", expect.stringMatching(/^cf_id=/)]);
  expect(api.seen).toHaveLength(1);
  expect(api.seen[0]).toMatchObject({ method: "POST", url: "/orders?q=a%20b&q=c" });
  expect(api.seen[0]?.headers).toMatchObject({
    host: `127.0.0.1:${port}`,
    "content-type": "text/plain",
    "content-length": "5",
    "x-many": "1, 2",
    cookie: "a=1",
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-proto": "http",
    "x-forwarded-host": `127.0.0.1:${port}`,
    forwarded: `for=127.0.0.1;host="127.0.0.1:${port}";proto=http`,
    "x-request-id": answer.headers["x-request-id"],
  });
});

test("routes lead to components by host and path; elsewhere there is nothing", async () => {
  const [api, web] = [await instance("api"), await instance("web")];
  const one = apiState({ "1.0": { urls: [api.url] } });
  const traffic = apiState({ "1.0": { urls: [web.url] } }).components.api;
  const { url } = await runningProxy(
    { ...one, components: { ...one.components, ...(traffic === undefined ? {} : { web: traffic }) } },
    {
      routes: [
        { path: "/api", component: "api", name: "api" },
        { path: "/", host: "shop.example", component: "web", name: "web" },
        { path: "/lost", component: "nobody", name: "lost" },
      ],
    },
  );
  const host = { host: "shop.example" };
  expect((await ask(`${url}/api/x`)).body).toBe("api");
  expect((await ask(`${url}/apix`, { headers: host })).body).toBe("web");
  expect(await ask(`${url}/apix`)).toMatchObject({
    status: 404,
    headers: { "x-cf-error": "CF_PROXY_NO_ROUTE" },
  });
  expect(await ask(`${url}/lost`)).toMatchObject({
    status: 503,
    body: expect.stringContaining("NO_VERSION"),
  });
  expect((await ask(`${url}/x/%2e%2e/api`, { headers: host })).status).toBe(400);
});

test("until the first state there is nobody to answer", async () => {
  const { url } = await runningProxy(undefined);
  expect(await ask(url)).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
});

test("a HEAD request has the headers of an answer and no body", async () => {
  const api = await instance("api", (_, res) => {
    res.writeHead(200, { "content-length": "1000" });
    res.end();
  });
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const answer = await ask(url, { method: "HEAD" });
  expect(answer).toMatchObject({ status: 200, body: "" });
  expect(answer.headers).toMatchObject({ "content-length": "1000" });
  expect(api.seen[0]?.method).toBe("HEAD");
});

test.each([204, 304])(
  "an answer %i has no body and no framing of one, and the connection lives on",
  async (status) => {
    const api = await instance("api", (_, res) => res.writeHead(status).end());
    const { port } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
    const client = new RawConnection(port);
    client.say("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    const first = await client.until("\r\n\r\n");
    expect(first).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(first).not.toMatch(/transfer-encoding|content-length/i);
    client.say("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    expect(await client.closed()).toMatch(new RegExp(`\r\n\r\nHTTP/1.1 ${status} .*\r\n\r\n$`, "s"));
  },
);

test("a client that expects 100 Continue hears it from the proxy, and only where its body is wanted", async () => {
  const api = await instance("api", (req, res) => {
    req.resume().on("end", () => res.end("taken"));
  });
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), {
    limits: { maxBodyBytes: 10 },
  });
  const call = request(url, {
    method: "POST",
    headers: { expect: "100-continue", "content-length": "4" },
    agent: false,
  });
  call.flushHeaders();
  await once(call, "continue");
  call.end("body");
  const [answer] = await once(call, "response");
  expect(answer.statusCode).toBe(200);
  answer.resume();
  expect(api.seen[0]?.headers).not.toHaveProperty("expect");

  const tooLarge = request(url, {
    method: "POST",
    headers: { expect: "100-continue", "content-length": "11" },
    agent: false,
  });
  let isWanted = false;
  tooLarge.on("continue", () => {
    isWanted = true;
  });
  tooLarge.flushHeaders();
  const [refusal] = await once(tooLarge, "response");
  expect(refusal.statusCode).toBe(413);
  expect(isWanted).toBe(false);
  tooLarge.destroy();
  expect(api.seen).toHaveLength(1);
});

test("another expectation is not met", async () => {
  const api = await instance("api");
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  expect((await ask(url, { headers: { expect: "200-ok" } })).status).toBe(417);
  expect(api.seen).toHaveLength(0);
});

test("hints before the answer are not mixed up with it", async () => {
  const api = await instance("api", (_, res) => {
    res.writeEarlyHints({ link: "</a.css>; rel=preload" }, () => res.end("answer"));
  });
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  expect(await ask(url)).toMatchObject({ status: 200, body: "answer" });
});

test("trailers are dropped both ways", async () => {
  const trailers: unknown[] = [];
  const api = await instance("api", (req, res) => {
    req.resume().on("end", () => {
      trailers.push(req.trailers);
      res.writeHead(200, { trailer: "x-sum" });
      res.write("answer");
      res.addTrailers({ "x-sum": "7" });
      res.end();
    });
  });
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const call = request(url, { method: "POST", headers: { trailer: "x-mine" }, agent: false });
  call.write("body");
  call.addTrailers({ "x-mine": "1" });
  call.end();
  const [answer] = await once(call, "response");
  answer.resume();
  await once(answer, "end");
  expect(answer.headers).not.toHaveProperty("trailer");
  expect(answer.trailers).toEqual({});
  expect(api.seen[0]?.headers).not.toHaveProperty("trailer");
  expect(trailers).toEqual([{}]);
});

test("an HTTP/1.0 client gets an answer that ends with its connection", async () => {
  const api = await instance("api", (_, res) => {
    res.write("in ");
    res.end("pieces");
  });
  const { port } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const heard = await new RawConnection(port).say("GET / HTTP/1.0\r\nhost: a\r\n\r\n").closed();
  expect(heard).toMatch(/in pieces$/);
  expect(heard).not.toMatch(/transfer-encoding/i);
});

test("requests that come in one go are answered in order", async () => {
  const waiting: (() => void)[] = [];
  const api = await instance("api", (req, res) => {
    if (req.url === "/slow") waiting.push(() => res.end("slow"));
    else {
      res.end(req.url);
      waiting.shift()?.();
    }
  });
  const { port } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const client = new RawConnection(port);
  client.say(
    "GET /slow HTTP/1.1\r\nhost: a\r\n\r\nGET /fast HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n",
  );
  const heard = await client.closed();
  expect(heard.match(/slow|\/fast/g)).toEqual(["slow", "/fast"]);
});

test("the connection to an instance is used again", async () => {
  const api = await instance("api");
  const { url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  let connections = 0;
  api.server.on("connection", () => {
    connections++;
  });
  for (const path of ["/1", "/2", "/3"]) await ask(url + path);
  expect(connections).toBe(1);
});

test("an instance's trusted proxy is believed, a stranger is not", async () => {
  const api = await instance("api");
  const state = apiState({ "1.0": { urls: [api.url] } });
  const headers = {
    "x-forwarded-for": "1.1.1.1",
    "x-forwarded-proto": "https",
    "x-request-id": "from-outside",
    "x-cf-secret": "1",
  };
  const trusting = await runningProxy(state, { trusted: ["127.0.0.0/8"] });
  const trusted = await ask(trusting.url, { headers });
  expect(api.seen[0]?.headers).toMatchObject({
    "x-forwarded-for": "1.1.1.1, 127.0.0.1",
    "x-forwarded-proto": "https",
    "x-request-id": "from-outside",
  });
  expect(trusted.headers["x-request-id"]).toBe("from-outside");
  expect(trusted.headers["set-cookie"]?.[0]).toContain("Secure");
  const wary = await runningProxy(state);
  const stranger = await ask(wary.url, { headers });
  expect(api.seen[1]?.headers).toMatchObject({ "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http" });
  expect(stranger.headers["x-request-id"]).not.toBe("from-outside");
  for (const { headers: seen } of api.seen) expect(seen).not.toHaveProperty("x-cf-secret");
});

test("a request id that an instance answers with is ours", async () => {
  const api = await instance("api", (_, res) => res.writeHead(200, { "x-request-id": "its" }).end());
  const { url } = await runningProxy(
    apiState({ "1.0": { urls: [api.url] } }),
    {},
    { newId: () => "run-1234" },
  );
  expect((await ask(url)).headers["x-request-id"]).toMatch(/^run-1234-\d+$/);
});

test("a client that leaves is not waited for: its request ends at the instance too", async () => {
  let left: Promise<unknown> | undefined;
  const api = await instance("api", (_, res) => {
    left = once(res, "close");
    res.write("first");
  });
  const { proxy, url } = await runningProxy(apiState({ "1.0": { urls: [api.url] } }));
  const answer = await answerOf(url);
  answer.on("error", () => undefined);
  answer.destroy();
  await left;
  expect(proxy.read()?.versions[0]?.instances[0]).toMatchObject({ requests: 0 });
});
