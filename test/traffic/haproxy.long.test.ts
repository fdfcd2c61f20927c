import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { setWeight } from "@crossfade/core";
import { expect, onTestFinished, test, vi } from "vitest";
import { describeHaproxy, RunningHaproxy } from "../support/haproxy.ts";
import { RawConnection } from "../support/raw-http.ts";
import { receiver, residentMb, upload } from "./large-upload.ts";
import { crowdSize, listening, openCrowd, webSockets } from "./websocket-crowd.ts";

/** What the generated configuration allows; see `haproxy-config.ts`. */
const headersMs = 15_000;
const idleMs = 60_000;
/** A machine that does much else is late. */
const slackMs = 30_000;
const timeout = 300_000;

async function before(upstreams: readonly { readonly label: string; readonly url: string }[]) {
  const versions = upstreams.map(({ label, url }) => ({ label, urls: [url] }));
  const haproxy = await RunningHaproxy.start({ components: [{ component: "app", versions }] });
  onTestFinished(() => haproxy.close());
  return haproxy;
}

async function behaving(listener: RequestListener) {
  const upstream = await listening(createServer(listener));
  onTestFinished(() => upstream.close());
  return before([{ label: "v1", url: upstream.url }]);
}

async function sums(haproxy: RunningHaproxy) {
  const { seconds } = await haproxy.router.measure(0);
  const of = (key: "requests" | "errors" | "aborted") => seconds.reduce((sum, row) => sum + row[key], 0);
  return { requests: of("requests"), errors: of("errors"), aborted: of("aborted") };
}

/** How long something takes, ms. */
async function took(work: Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await work;
  return performance.now() - beganMs;
}

const get = "GET / HTTP/1.1\r\nHost: a\r\nCookie: uid=u-1\r\n\r\n";

describeHaproxy("HAProxy", () => {
  test("a gigabyte is uploaded whole, and HAProxy does not keep it", { timeout }, async () => {
    const upstream = await receiver();
    onTestFinished(() => upstream.close());
    const haproxy = await before([{ label: "v1", url: upstream.url }]);
    const uploaded = await upload(haproxy.url, haproxy.pid, 1_024);
    console.log(JSON.stringify(uploaded));
    expect(uploaded.isWhole).toBe(true);
    expect(uploaded.residentMostMb - uploaded.residentBeforeMb).toBeLessThan(200);
  });

  test("ten thousand idle WebSockets stay open through a shift, and are cut when their version ends", {
    timeout,
  }, async () => {
    const { sockets, why } = crowdSize();
    expect(sockets).toBeGreaterThan(1_000);
    const upstreams = [await webSockets(), await webSockets()] as const;
    onTestFinished(async () => {
      await Promise.all(upstreams.map((each) => each.close()));
    });
    const haproxy = await before([
      { label: "v1", url: upstreams[0].url },
      { label: "v2", url: upstreams[1].url },
    ]);
    const residentBeforeMb = residentMb(haproxy.pid);
    const open = await openCrowd(haproxy.settings.listen.port, sockets);
    onTestFinished(() => {
      for (const { end } of open) end();
    });
    const resident = residentMb(haproxy.pid);
    const { state } = await haproxy.router.read();
    await haproxy.router.apply(setWeight(state, { component: "app", label: "v2", weight: 10_000 }));
    expect(open.filter(({ isOpen }) => isOpen())).toHaveLength(sockets);
    const { versions } = await haproxy.router.read();
    expect(versions.find(({ label }) => label === "v1")?.instances[0]).toMatchObject({ streams: sockets });
    const beganMs = performance.now();
    const left = await haproxy.router.drain({ component: "app", label: "v1" }, 20_000);
    await Promise.all(open.map(({ closed }) => closed));
    const drainedMs = Math.round(performance.now() - beganMs);
    console.log(JSON.stringify({ sockets, why, residentBeforeMb, residentMb: resident, drainedMs, left }));
    expect(left).toEqual({ requests: 0, streams: 0 });
    expect(resident - residentBeforeMb).toBeLessThan(1_000);
  });

  test("what is slow is cut in time, each by whom it is due, and counted as whose it is", {
    timeout,
  }, async () => {
    const all = [silentInstance, standingAnswer, slowHeaders, halfBody, slowReader];
    const told = await Promise.all(all.map(async (each) => [each.name, await each()] as const));
    console.log(JSON.stringify(Object.fromEntries(told)));
  });
});

/** 504, and its version's error. */
async function silentInstance(): Promise<Seen> {
  const haproxy = await behaving(() => {});
  const client = new RawConnection(haproxy.settings.listen.port).say(get);
  const cutAfterMs = await took(client.until("\r\n\r\n"));
  expect(client.heard, "an instance that says nothing").toMatch(/^HTTP\/1\.1 504 /);
  expect(cutAfterMs).toBeLessThan(idleMs + slackMs);
  return counted(haproxy, cutAfterMs, { requests: 1, errors: 1, aborted: 0 });
}

/** What is here of it is cut, and its version's error. */
async function standingAnswer(): Promise<Seen> {
  const haproxy = await behaving((_, res) => {
    res.writeHead(200, { "content-length": "100" });
    res.write("half");
  });
  const client = new RawConnection(haproxy.settings.listen.port).say(get);
  const cutAfterMs = await took(client.closed());
  expect(client.heard, "an answer that stands still").toMatch(/half$/);
  expect(cutAfterMs).toBeLessThan(idleMs + slackMs);
  return counted(haproxy, cutAfterMs, { requests: 1, errors: 1, aborted: 0 });
}

/** 408, and no instance hears of it. */
async function slowHeaders(): Promise<Seen> {
  let seen = 0;
  const haproxy = await behaving(() => void seen++);
  const client = new RawConnection(haproxy.settings.listen.port).say("GET / HTTP/1.1\r\nHost: a\r\n");
  const drip = setInterval(() => client.say("x: y\r\n"), 1_000);
  const cutAfterMs = await took(client.closed().finally(() => clearInterval(drip)));
  expect(client.heard, "headers that never end").toMatch(/^HTTP\/1\.1 408 /);
  expect(cutAfterMs).toBeLessThan(headersMs + slackMs);
  expect(seen).toBe(0);
  return counted(haproxy, cutAfterMs, { requests: 0, errors: 0, aborted: 0 });
}

/** HAProxy says 504; it is nobody's error but the client's. */
async function halfBody(): Promise<Seen> {
  const haproxy = await behaving((req, res) => {
    req.resume().once("end", () => res.end());
  });
  const post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nhalf";
  const client = new RawConnection(haproxy.settings.listen.port).say(post);
  const cutAfterMs = await took(client.until("\r\n\r\n"));
  expect(client.heard, "a body that stops half-way").toMatch(/^HTTP\/1\.1 504 /);
  expect(cutAfterMs).toBeLessThan(idleMs + slackMs);
  return counted(haproxy, cutAfterMs, { requests: 1, errors: 0, aborted: 1 });
}

/** It holds its instance back, and is cut. */
async function slowReader(): Promise<Seen> {
  const piece = Buffer.alloc(65_536, "x");
  let given = 0;
  let isOver = false;
  const haproxy = await behaving(async (_, res) => {
    const over = once(res, "close").then(() => {
      isOver = true;
    });
    while (!isOver && given < 4_000 * piece.length) {
      given += piece.length;
      if (!res.write(piece)) await Promise.race([once(res, "drain"), over]);
    }
  });
  const client = new RawConnection(haproxy.settings.listen.port);
  client.socket.pause();
  client.say(get);
  const wait = { timeout: idleMs + slackMs, interval: 100 };
  const cutAfterMs = await took(vi.waitFor(() => expect(isOver).toBe(true), wait));
  expect(given, "bytes given to a client that does not read").toBeLessThan(48 * 1_048_576);
  return counted(haproxy, cutAfterMs, { requests: 1, errors: 0, aborted: 1 });
}

interface Seen {
  readonly cutAfterMs: number;
  readonly requests: number;
  readonly errors: number;
  readonly aborted: number;
}

/** As soon as it has counted that. */
async function counted(
  haproxy: RunningHaproxy,
  afterMs: number,
  sum: Omit<Seen, "cutAfterMs">,
): Promise<Seen> {
  await vi.waitFor(async () => expect(await sums(haproxy)).toEqual(sum), slackMs);
  return { cutAfterMs: Math.round(afterMs), ...sum };
}
