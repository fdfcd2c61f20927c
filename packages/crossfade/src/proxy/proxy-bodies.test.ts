import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request, type ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { ask } from "../../../../test/support/ask.ts";
import { instance } from "../../../../test/support/instance.ts";
import { apiState, runningProxy } from "../../../../test/support/proxied-api.ts";
import { RawConnection } from "../../../../test/support/raw-http.ts";

type Handed = readonly [IncomingMessage, ServerResponse];

/** An instance that hands each request to the test, and a proxy before it. */
async function handing(limits = {}) {
  let hand: (handed: Handed) => void = () => undefined;
  const next = () =>
    new Promise<Handed>((resolve) => {
      hand = resolve;
    });
  const api = await instance("api", (req, res) => hand([req, res]));
  const running = await runningProxy(apiState({ "1.0": { urls: [api.url] } }), { limits });
  return { ...running, api, next };
}

function upload(url: string, headers: Record<string, string> = {}): ClientRequest {
  const call = request(url, { method: "POST", headers, agent: false });
  call.on("error", () => undefined);
  return call;
}

test("pieces of a body arrive as they are sent, and pieces of the answer as they are given", async () => {
  const { url, next } = await handing();
  const call = upload(url);
  const handed = next();
  call.write("one");
  const [req, res] = await handed;
  const sent = pieces(req);
  expect(await sent()).toBe("one");
  call.write("two");
  expect(await sent()).toBe("two");
  res.write("early");
  const [answer] = await once(call, "response");
  const given = pieces(answer);
  expect(await given()).toBe("early");
  call.end("three");
  expect(await sent()).toBe("three");
  expect(await sent()).toBeUndefined();
  res.end("late");
  expect(await given()).toBe("late");
  expect(await given()).toBeUndefined();
});

/** The next piece of a body; undefined: it is complete. */
function pieces(body: IncomingMessage): () => Promise<string | undefined> {
  const iterator = body[Symbol.asyncIterator]();
  return async () => {
    const { done, value } = await iterator.next();
    return done ? undefined : String(value);
  };
}

test("an answer that comes before the body is complete reaches the client, and the connection is used on", async () => {
  const { port, api } = await handing();
  api.server.removeAllListeners("request");
  api.server.on("request", (_, res) => res.writeHead(401, { connection: "close" }).end("who are you?"));
  const client = new RawConnection(port);
  client.say(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n${"x".repeat(100_000)}`);
  expect(await client.until("who are you?")).toMatch(/^HTTP\/1.1 401 /);
  client.say("x".repeat(100_000)).say("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  expect((await client.closed()).match(/HTTP\/1.1 401/g)).toHaveLength(2);
});

test("of a body that nobody wants only so much is read", async () => {
  const { port, api } = await handing({ maxDiscardedBytes: 200_000 });
  api.server.removeAllListeners("request");
  api.server.on("request", (_, res) => res.writeHead(401, { connection: "close" }).end("who are you?"));
  const client = new RawConnection(port);
  client.say(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n${"x".repeat(100_000)}`);
  await client.until("who are you?");
  const piece = Buffer.alloc(100_000, "x");
  for (let sent = 0; sent < 100_000_000 && !client.isClosed; sent += piece.length) {
    client.say(piece);
    await new Promise(setImmediate);
  }
  expect(client.isClosed).toBe(true);
});

test("a body that says it is too large is refused before it comes", async () => {
  const { url, api } = await handing({ maxBodyBytes: 10 });
  expect(await ask(url, { method: "POST", body: "x".repeat(11) })).toMatchObject({
    status: 413,
    headers: { "x-cf-error": "CF_PROXY_BODY_TOO_LARGE" },
  });
  expect(api.seen).toHaveLength(0);
});

test("a body of pieces is refused as soon as it is too large", async () => {
  const { url, next } = await handing({ maxBodyBytes: 10 });
  const call = upload(url);
  const handed = next();
  call.write("12345");
  const [req] = await handed;
  const aborted = once(req, "error");
  call.write("678901");
  const [answer] = await once(call, "response");
  expect(answer.statusCode).toBe(413);
  await aborted;
});

test("a client that stops sending is told so, and its instance is free again", async () => {
  const { proxy, url, next } = await handing({ clientIdleTimeoutMs: 60, sweepMs: 20 });
  const call = upload(url);
  const handed = next();
  call.write("12345");
  const [req] = await handed;
  req.resume();
  const aborted = once(req, "error");
  const [answer] = await once(call, "response");
  expect(answer.statusCode).toBe(408);
  await aborted;
  expect(proxy.read()?.versions[0]?.instances[0]).toMatchObject({ requests: 0 });
});

test("a client that takes no answer is cut, and its instance is free again", async () => {
  const { proxy, port, next } = await handing({ clientIdleTimeoutMs: 100, sweepMs: 20 });
  const client = new RawConnection(port);
  client.socket.pause();
  const handed = next();
  client.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  const [, res] = await handed;
  const closed = once(res, "close");
  const piece = Buffer.alloc(1_048_576);
  for (let sent = 0; sent < 32 && !res.destroyed; sent++) res.write(piece);
  await closed;
  expect(proxy.read()?.versions[0]?.instances[0]).toMatchObject({ requests: 0 });
  expect(proxy.refusals()).toEqual({ CF_PROXY_CLIENT_TIMEOUT: 1 });
});

test("a client that leaves in the middle of its body takes its request with it", async () => {
  const { proxy, url, next } = await handing();
  const call = upload(url, { "content-length": "100" });
  const handed = next();
  call.write("half");
  const [req] = await handed;
  req.resume();
  const aborted = once(req, "error");
  call.destroy();
  await aborted;
  expect(proxy.read()?.versions[0]?.instances[0]).toMatchObject({ requests: 0 });
});
