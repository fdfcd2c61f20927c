import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { ask } from "../../../../../../test/support/ask.ts";
import { describeHaproxy, RunningHaproxy } from "../../../../../../test/support/haproxy.ts";
import { hostileRequests } from "../../../../../../test/support/hostile-requests.ts";
import { RawConnection } from "../../../../../../test/support/raw-http.ts";

type Behaviour = (req: IncomingMessage, res: ServerResponse) => void;

/** Two instances of one version, whose behaviour each test says; what they saw, bodies and all. */
let behave: readonly [Behaviour, Behaviour];
let seen: { readonly request: string; readonly headers: IncomingMessage["headers"] }[] = [];
const servers = [0, 1].map((index) =>
  createServer({ keepAliveTimeout: 30_000 }, (req, res) => {
    let body = "";
    req.on("data", (chunk) => {
      body += chunk;
    });
    req.on("end", () => {
      seen.push({ request: `${req.method} ${req.url} ${body}`, headers: req.headers });
      behave[index === 0 ? 0 : 1](req, res);
    });
  }),
);
const well: Behaviour = (_, res) => res.end("answer");
const dies: Behaviour = ({ socket }) => socket.destroy();

let haproxy: RunningHaproxy;
const port = () => haproxy.settings.listen.port;

describeHaproxy("HAProxy", () => {
  beforeAll(async () => {
    for (const server of servers) await once(server.listen(0, "127.0.0.1"), "listening");
    const urls = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const versions = [{ label: "1.0", urls }];
    haproxy = await RunningHaproxy.start({ components: [{ component: "api", versions }] });
  });
  beforeEach(() => {
    behave = [well, well];
    seen = [];
  });
  afterAll(async () => {
    await haproxy?.close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  test("hostile requests are refused, or mended so that no instance can read them in another way", async () => {
    const answers = hostileRequests.map(async ([name, bytes]) => {
      const client = new RawConnection(port()).say(bytes);
      const heard = await client.until(/^HTTP\/1\.1 (?!1)\d+ [\s\S]*\r\n\r\n/);
      return { name, status: Number(heard.slice(9, 12)) };
    });
    const told = await Promise.all(answers);
    const passed = told.filter(({ status }) => status === 200).map(({ name }) => name);
    expect(told.filter(({ status }) => status >= 500)).toEqual([]);
    // A length beside chunks is left out, a folded line unfolded, a length that is said twice said once.
    expect(passed).toEqual([
      "CL.TE",
      "TE.CL",
      "a coding over HTTP/1.0",
      "a coding said in a folded line",
      "a folded line",
      "two lengths that are the same",
      "a list of lengths",
      "bare line feeds",
      "one bare line feed",
      "two Hosts of one name",
      "a version that does not exist",
      "an upgrade with a body",
    ]);
    for (const { headers } of seen) {
      expect(headers["x-request-id"], "read by HAProxy as this request").toMatch(/^[0-9a-f-]{36}$/);
      expect([headers["content-length"], headers["transfer-encoding"]]).toContain(undefined);
    }
    // What stood behind the chunks of CL.TE and of the folded coding: at most a request of its own, with an id of its own.
    expect(new Set(seen.map(({ headers }) => headers["x-request-id"])).size).toBe(seen.length);
    expect(seen.filter(({ request }) => request.startsWith("GET /smuggled")).length).toBeLessThanOrEqual(1);
  });

  test("a flood of headers is cut when the limit is reached, and too many are refused", async () => {
    const many = Array.from({ length: 110 }, (_, index) => `x-${index}: 1\r\n`).join("");
    const heard = new RawConnection(port()).say(`GET /flood HTTP/1.1\r\nHost: a\r\n${many}\r\n`).closed();
    expect(await heard).toMatch(/^HTTP\/1\.1 400 /);
    const client = new RawConnection(port()).say("GET /flood HTTP/1.1\r\nHost: a\r\n");
    let sent = 0;
    while (!client.isClosed && sent < 10_000_000) {
      client.say(`x-flood-${sent}: ${"a".repeat(1_000)}\r\n`);
      sent += 1_000;
      await new Promise(setImmediate);
    }
    expect(await client.closed()).toMatch(/^(HTTP\/1\.1 400 |$)/);
    expect(sent).toBeLessThan(10_000_000);
    // What stood behind a hostile request may come late, as a request of its own.
    expect(seen.filter(({ request }) => request.startsWith("GET /flood"))).toEqual([]);
  });

  test("an instance that dies with a page in hand: another is asked; with anything else: an error, once", async () => {
    behave = [dies, well];
    const pages = await Promise.all(
      Array.from({ length: 10 }, (_, n) => ask(haproxy.url, { headers: { cookie: `uid=u-${n}` } })),
    );
    expect(pages.map(({ status }) => status)).toEqual(Array(10).fill(200));
    behave = [dies, dies];
    seen = [];
    const order = await ask(`${haproxy.url}/order`, {
      method: "POST",
      body: "one",
      headers: { cookie: "uid=u" },
    });
    expect(order.status).toBe(502);
    expect(seen.map(({ request }) => request)).toEqual(["POST /order one"]);
  });

  test("an answer that breaks off is seen as that by its user", async () => {
    const breaks: Behaviour = (_, res) => {
      res.writeHead(200, { "content-length": "100" });
      res.write("half", () => res.destroy());
    };
    behave = [breaks, breaks];
    await expect(ask(haproxy.url, { headers: { cookie: "uid=u" } })).rejects.toThrow();
  });

  test("what an instance failed at is counted as its version's errors, what was refused is nobody's", async () => {
    const errors = async () =>
      (await haproxy.router.measure(0)).seconds.reduce((sum, row) => sum + row.errors, 0);
    await vi.waitFor(async () => expect(await errors()).toBeGreaterThanOrEqual(2), 5_000);
    expect(await errors()).toBe(2);
  });
});
