import { once } from "node:events";
import { existsSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CrossfadeError, withDeclaredVersions } from "@crossfade/core";
import { expect, onTestFinished, test } from "vitest";
import { createEmbeddedRouter } from "../adapters/router/embedded-router.ts";
import type { AdminPorts } from "./admin-ports.ts";
import { checkSocketPath, isAlive, openAdminSocket } from "./admin-socket.ts";
import { createEventLog } from "./event-log.ts";

const state = withDeclaredVersions(undefined, {
  router: "edge",
  salt: "shop",
  components: [{ component: "api", versions: [{ label: "1.9.4", urls: ["http://127.0.0.1:9101"] }] }],
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "crossfade-admin-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** A process without a data path: what the socket asks of it is noted. */
function ports(more: Partial<AdminPorts> = {}): AdminPorts & { readonly asked: unknown[] } {
  const asked: unknown[] = [];
  return {
    asked,
    reading: () => ({ state, versions: [], runningSinceMs: 5 }),
    apply: async (offered) => void asked.push(offered),
    measure: (sinceS, usersSinceS) => ({
      fromS: sinceS,
      toS: sinceS,
      seconds: [],
      latencies: [],
      pairs: [],
      ...(usersSinceS === undefined ? {} : { users: { sinceS: usersSinceS, rows: [] } }),
    }),
    drain: async (target, withinMs) => {
      asked.push({ target, withinMs });
      return { requests: 0, streams: 1 };
    },
    process: () => ({ router: "edge", listen: { host: "::1", port: 80 }, pid: 7, settingsDigest: "d" }),
    log: createEventLog(
      () => {},
      () => 0,
    ),
    ...more,
  };
}

async function opened(path: string, given: AdminPorts) {
  const socket = await openAdminSocket(path, given);
  onTestFinished(() => socket.close());
  return socket;
}

interface Asked {
  readonly status: number | undefined;
  readonly body: unknown;
}

function ask(socketPath: string, method: string, path: string, body?: string): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, method, path, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode, body: text === "" ? undefined : JSON.parse(text) }),
      );
    });
    call.once("error", reject);
    call.end(body);
  });
}

test("what the port Router asks arrives, and what the process answers comes back", async () => {
  const path = join(folder(), "admin.sock");
  const given = ports();
  await opened(path, given);
  const router = createEmbeddedRouter({ id: "edge", socket: path });
  expect(await router.read()).toEqual({ state, versions: [], runningSinceMs: 5 });
  await router.apply({ ...state, generation: 2 });
  const target = { component: "api", label: "1.9.4", instance: "http://127.0.0.1:9101" };
  expect(await router.drain(target, 250)).toEqual({ requests: 0, streams: 1 });
  expect(await router.measure(17.9)).toMatchObject({ fromS: 17 });
  expect(await router.measure(17, 12.9)).toMatchObject({ fromS: 17, users: { sinceS: 12 } });
  expect((await ask(path, "GET", "/v1/measures?since=17&users=x")).status).toBe(400);
  expect(given.asked).toEqual([
    { ...state, generation: 2 },
    { target, withinMs: 250 },
  ]);
  expect((await ask(path, "GET", "/v1/process")).body).toMatchObject({ router: "edge", pid: 7 });
});

test("an error of the process is the same error here", async () => {
  const path = join(folder(), "admin.sock");
  const stale = new CrossfadeError("CF_ROUTER_STALE", { router: "edge", generation: 9, offered: 2 });
  await opened(path, ports({ apply: () => Promise.reject(stale) }));
  const router = createEmbeddedRouter({ id: "edge", socket: path });
  await expect(router.apply(state)).rejects.toMatchObject({ code: stale.code, message: stale.message });
  const { status, body } = await ask(path, "PUT", "/v1/state", JSON.stringify(state));
  const { code, message, hint, details } = stale;
  expect([status, body]).toEqual([409, { error: { code, message, hint, details } }]);
});

test("a defect is told as one, without a stack", async () => {
  const path = join(folder(), "admin.sock");
  const reading = () => {
    throw new TypeError("no such thing");
  };
  await opened(path, ports({ reading }));
  const { status, body } = await ask(path, "GET", "/v1/reading");
  expect([status, JSON.stringify(body)]).toEqual([500, expect.stringContaining("no such thing")]);
  expect(JSON.stringify(body)).not.toContain(".test.ts");
});

test.each<[string, string, string, string | undefined, number, string]>([
  ["another path", "GET", "/v1/readings", undefined, 400, "there is no GET /v1/readings"],
  ["a path that is no URL", "GET", "//", undefined, 400, "there is no GET //"],
  ["another method", "DELETE", "/v1/state", undefined, 400, "there is no DELETE /v1/state"],
  ["a name that every object has", "GET", "/constructor", undefined, 400, "there is no"],
  ["text that is not JSON", "PUT", "/v1/state", "{", 400, "its body is not JSON"],
  ["a state that is none", "PUT", "/v1/state", "{}", 422, "stateSchema has to be 1"],
  ["no second", "GET", "/v1/measures", undefined, 400, "since is a whole number"],
  ["a second that is none", "GET", "/v1/measures?since=-1", undefined, 400, "since is a whole number"],
  ["a drain of nothing", "POST", "/v1/drain", "[]", 400, "its body is no object"],
  [
    "a drain without a label",
    "POST",
    "/v1/drain",
    '{"component":"api","withinMs":1}',
    400,
    "a component and a label",
  ],
  [
    "a drain for ever",
    "POST",
    "/v1/drain",
    '{"component":"api","label":"1","withinMs":1e12}',
    400,
    "maxDrainMs",
  ],
  ["a supervisor without a number", "POST", "/v1/supervise", "{}", 400, "pid is the number of a process"],
])("%s is refused with what is wrong", async (_, method, path, body, status, why) => {
  const socket = join(folder(), "admin.sock");
  const given = ports();
  await opened(socket, given);
  expect(await ask(socket, method, path, body)).toMatchObject({
    status,
    body: { error: { message: expect.stringContaining(why) } },
  });
  expect(given.asked).toEqual([]);
});

test("a body beyond the limit is cut off, and the socket serves on", async () => {
  const path = join(folder(), "admin.sock");
  await opened(path, ports());
  const call = request({ socketPath: path, method: "PUT", path: "/v1/state", agent: false });
  const megabyte = Buffer.alloc(1024 * 1024, 32);
  let sentMb = 0;
  const refused = new Promise<string>((resolve) => {
    call.once("error", (error: NodeJS.ErrnoException) => resolve(String(error.code)));
    call.once("response", (response) => response.once("data", (text) => resolve(String(text))));
  });
  const pour = () => {
    while (!call.destroyed && sentMb++ < 80) if (!call.write(megabyte)) return void call.once("drain", pour);
    call.end();
  };
  pour();
  // Whoever pours on may see the connection go before he reads the answer.
  expect(await refused).toMatch(/maxBodyBytes|EPIPE|ECONNRESET/);
  call.destroy();
  expect((await ask(path, "GET", "/v1/process")).status).toBe(200);
});

test("only its owner may connect, and nothing is left of it afterwards", async () => {
  const path = join(folder(), "admin.sock");
  const socket = await openAdminSocket(path, ports());
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await socket.isOurs()).toBe(true);
  await socket.close();
  expect([existsSync(path), existsSync(`${path}.${process.pid}`), await isAlive(path)]).toEqual([
    false,
    false,
    false,
  ]);
});

test("the socket of a process that died is replaced, a living one is seen", async () => {
  const path = join(folder(), "admin.sock");
  const dead = createServer().listen(`${path}.first`);
  await once(dead, "listening");
  expect(await isAlive(`${path}.first`)).toBe(true);
  await abandon(dead, `${path}.first`, path);
  expect([existsSync(path), await isAlive(path)]).toEqual([true, false]);
  await opened(path, ports());
  expect((await ask(path, "GET", "/v1/process")).status).toBe(200);
});

test("a file that is no socket is nobody", async () => {
  const path = join(folder(), "admin.sock");
  writeFileSync(path, "");
  expect(await isAlive(path)).toBe(false);
  await opened(path, ports());
  expect(await isAlive(path)).toBe(true);
});

test("whoever lost the place knows it, and leaves the other's socket alone", async () => {
  const path = join(folder(), "admin.sock");
  const first = await openAdminSocket(path, ports());
  const second = await openAdminSocket(path, ports());
  expect([await first.isOurs(), await second.isOurs()]).toEqual([false, true]);
  await first.close();
  expect(await isAlive(path)).toBe(true);
  await second.close();
});

test("a path that a system would cut off is refused", () => {
  expect(() => checkSocketPath(`/${"x".repeat(90)}`)).not.toThrow();
  expect(() => checkSocketPath(`/${"x".repeat(91)}`)).toThrowError(
    expect.objectContaining({ code: "CF_SOCKET_PATH_TOO_LONG" }),
  );
  expect(() => checkSocketPath(`/${"ü".repeat(60)}`)).toThrowError(
    expect.objectContaining({ code: "CF_SOCKET_PATH_TOO_LONG" }),
  );
});

test("one supervisor at a time; it hears everything, and when it goes its place is free", async () => {
  const path = join(folder(), "admin.sock");
  const given = ports();
  await opened(path, given);
  const first = await supervise(path, 41);
  given.log.tell({ event: "applied", generation: 3 });
  expect(await first.lines(2)).toEqual([
    { event: "supervised", pid: 41 },
    { event: "applied", generation: 3 },
  ]);
  expect(await ask(path, "POST", "/v1/supervise", '{"pid":42}')).toMatchObject({
    status: 409,
    body: { error: { code: "CF_PROXY_SUPERVISED", details: { pid: 41 } } },
  });
  first.leave();
  let second: Asked | undefined;
  const third = await supervise(path, 43, (answer) => {
    second = answer;
  });
  expect(await third.lines(1)).toEqual([{ event: "supervised", pid: 43 }]);
  expect(second?.status ?? 409).toBe(409);
  third.leave();
});

/** Closes a server as a kill would: its file stays. */
async function abandon(server: Server, bound: string, path: string): Promise<void> {
  renameSync(bound, path);
  server.close();
  await once(server, "close");
}

/** Asks until the place is free. */
async function supervise(socketPath: string, pid: number, refused: (answer: Asked) => void = () => {}) {
  const lines: unknown[] = [];
  let heard = () => {};
  for (;;) {
    const connection = connect({ path: socketPath });
    const body = JSON.stringify({ pid });
    connection.write(
      `POST /v1/supervise HTTP/1.1\r\nhost: a\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    connection.setEncoding("utf8");
    const [first] = (await once(connection, "data")) as [string];
    if (!first.startsWith("HTTP/1.1 200")) {
      refused({ status: Number(first.slice(9, 12)), body: undefined });
      connection.destroy();
      continue;
    }
    const take = (text: string) => {
      for (const line of text.split("\r\n")) if (line.startsWith("{")) lines.push(JSON.parse(line));
      heard();
    };
    take(first.slice(first.indexOf("\r\n\r\n")));
    connection.on("data", take);
    return {
      async lines(count: number): Promise<unknown[]> {
        while (lines.length < count)
          await new Promise<void>((resolve) => {
            heard = resolve;
          });
        return lines;
      },
      leave: () => connection.destroy(),
    };
  }
}
