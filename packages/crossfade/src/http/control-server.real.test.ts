import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ControlRoom } from "../../../../test/support/control-room.ts";
import { type ControlServer, listenFor } from "./control-server.ts";
import { httpLimits } from "./limits.ts";

let room: ControlRoom;
let server: ControlServer;
let admin: string;
const sockets: Socket[] = [];

beforeEach(async () => {
  room = new ControlRoom();
  admin = await room.token("ada", { role: "admin" });
  await room.store.create(room.spec("r1"));
  server = await serve();
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close(1_000);
  await room.control.close();
});

const serve = (limits = {}) => listenFor(room.app({ limits }), { host: "127.0.0.1", port: 0 });
const authorization = () => `Bearer ${admin}`;
const say = (why: string, seq: number) =>
  room.store.append({
    release: "r1",
    expectedSeq: seq,
    actor: "engine",
    events: [{ kind: "approval-denied", role: "x", why }],
  });

interface Event {
  readonly id: number;
  readonly data: { readonly seq: number; readonly phase: string };
}

/** What a browser makes of a stream: events, one after the other. */
async function* eventsOf(response: Response): AsyncGenerator<Event> {
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      const id = /^id: (\d+)$/m.exec(event)?.[1];
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (id !== undefined && data !== undefined) yield { id: Number(id), data: JSON.parse(data) };
    }
  }
}

const open = (headers: Readonly<Record<string, string>> = {}, stop = new AbortController()) =>
  fetch(`http://127.0.0.1:${server.port}/api/v1/releases/r1/events`, {
    headers: { authorization: authorization(), ...headers },
    signal: stop.signal,
  });

/** A client of which we say when it reads. */
async function raw(path: string): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port: server.port });
  sockets.push(socket);
  await once(socket, "connect");
  socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${authorization()}\r\n\r\n`);
  return socket;
}

const openStreams = async () => {
  const { text } = await room.metrics.page([]);
  return Number(/^crossfade_http_streams (\d+)$/m.exec(text)?.[1]);
};

/** Looks again and again, until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((done) => setTimeout(done, 5));
}

describe("a stream of a release", () => {
  test("begins with what is, goes on with each change, and is taken up where it was lost", async () => {
    const stop = new AbortController();
    const events = eventsOf(await open({}, stop));
    expect((await events.next()).value).toMatchObject({ id: 0, data: { phase: "draft" } });
    await say("a", 0);
    expect((await events.next()).value).toMatchObject({ id: 1, data: { seq: 1 } });
    stop.abort();
    await say("b", 1);
    const again = eventsOf(await open({ "last-event-id": "1" }));
    expect((await again.next()).value).toMatchObject({ id: 2 });
    const seen = eventsOf(await open({ "last-event-id": "2" }));
    const next = seen.next();
    await say("c", 2);
    expect((await next).value).toMatchObject({ id: 3 });
  });

  test("ends with its release; whoever comes again is told not to", async () => {
    const events = eventsOf(await open());
    await events.next();
    const end = { kind: "ended", how: "completed" } as const;
    await room.store.append({ release: "r1", expectedSeq: 0, actor: "engine", events: [end] });
    expect((await events.next()).value).toMatchObject({ id: 1, data: { phase: "completed" } });
    expect((await events.next()).done).toBe(true);
    expect((await open({ "last-event-id": "1" })).status).toBe(204);
  });

  test("is forgotten as soon as its client is gone", async () => {
    const stop = new AbortController();
    const events = eventsOf(await open({}, stop));
    await events.next();
    expect(await openStreams()).toBe(1);
    stop.abort();
    await until(async () => (await openStreams()) === 0);
  });

  test("says that it is there while nothing happens, and ends when its token is revoked", async () => {
    await server.close(100);
    server = await serve({ heartbeatMs: 20 });
    const bo = await room.token("bo", { role: "viewer" });
    const response = await open({ authorization: `Bearer ${bo}` });
    const text: string[] = [];
    let isRevoked = false;
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text.push(chunk);
      if (isRevoked || !chunk.startsWith(":")) continue;
      isRevoked = true;
      const { tokenId } = await room.control.tokens.authenticate(bo);
      await room.store.revokeToken(tokenId, room.nowMs);
    }
    expect(text.join("")).toContain(": still here\n\n");
    expect((await open({ authorization: `Bearer ${bo}` })).status).toBe(401);
  });

  test("is one of so many for a token", async () => {
    await server.close(100);
    server = await serve({ maxStreamsPerToken: 1 });
    const first = await open();
    const refused = await open();
    expect([refused.status, ((await refused.json()) as { error: { code: string } }).error.code]).toEqual([
      429,
      "CF_STREAM_LIMIT",
    ]);
    await first.body?.cancel();
    await until(async () => (await openStreams()) === 0);
  });
});

describe("a client that reads nothing", () => {
  test("costs one event, not all of them, and is let go after a while", async () => {
    await server.close(100);
    server = await serve({ slowClientMs: 300 });
    let asked = 0;
    const { read } = room.store;
    room.store.read = (id) => {
      asked++;
      return read.call(room.store, id);
    };
    const socket = await raw("/api/v1/releases/r1/events");
    socket.pause();
    const long = "x".repeat(500_000);
    let seq = 0;
    // More than the sockets between us take.
    for (; (await openStreams()) > 0 || seq === 0; seq++) {
      await say(long, seq);
      await new Promise((done) => setTimeout(done, 5));
    }
    expect(asked).toBeLessThan(seq);
    expect(await openStreams()).toBe(0);
  });

  test("does not keep a server from ending", async () => {
    const socket = await raw("/api/v1/releases/r1/events");
    socket.pause();
    await until(async () => (await openStreams()) === 1);
    await server.close(2_000);
    expect(await openStreams()).toBe(0);
    server = await serve();
  });
});

describe("the server", () => {
  test("ends: streams are ended, what is in hand is answered, nobody new is let in", async () => {
    const events = eventsOf(await open());
    await events.next();
    const { list } = room.store;
    let goOn = () => {};
    const reached = new Promise<void>((isReached) => {
      room.store.list = async (environment) => {
        isReached();
        await new Promise<void>((done) => {
          goOn = done;
        });
        return list.call(room.store, environment);
      };
    });
    const slow = fetch(`http://127.0.0.1:${server.port}/api/v1/releases`, {
      headers: { authorization: authorization() },
    });
    await reached;
    const closed = server.close(5_000);
    expect((await events.next()).done).toBe(true);
    await expect(fetch(`http://127.0.0.1:${server.port}/healthz`)).rejects.toThrow();
    room.store.list = list;
    goOn();
    expect((await slow).status).toBe(200);
    await closed;
    server = await serve();
  });

  test("refuses headers that are too large, before anybody looks at them", async () => {
    const headers = { "x-large": "x".repeat(httpLimits.maxHeaderBytes) };
    expect((await fetch(`http://127.0.0.1:${server.port}/healthz`, { headers })).status).toBe(431);
  });

  test("takes no body in chunks: it has to say how long it is", async () => {
    const socket = await raw("/healthz");
    const answers = () => once(socket, "data").then(([chunk]) => String(chunk));
    expect(await answers()).toContain("200 OK");
    const head = `POST /api/v1/releases HTTP/1.1\r\nhost: localhost\r\nauthorization: ${authorization()}\r\n`;
    socket.write(
      `${head}transfer-encoding: chunked\r\ncontent-type: application/json\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    );
    expect(await answers()).toContain("411 Length Required");
  });

  test("says when its address is taken", async () => {
    const taken = listenFor(room.app(), { host: "127.0.0.1", port: server.port });
    await expect(taken).rejects.toMatchObject({ code: "CF_SERVER_PORT" });
    const foreign = listenFor(room.app(), { host: "192.0.2.1", port: 0 });
    await expect(foreign).rejects.toThrow(
      "Nobody can listen on 192.0.2.1:0: that address is not of this machine.",
    );
  });
});
