import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { setWeight } from "@crossfade/core";
import { afterEach, expect, test } from "vitest";
import { logTokenOf } from "../../packages/crossfade/src/adapters/router/haproxy/haproxy-files.ts";
import { readLogLine } from "../../packages/crossfade/src/adapters/router/haproxy/log-line.ts";
import { LogStream } from "../../packages/crossfade/src/adapters/router/haproxy/log-stream.ts";
import { describeHaproxy, PlainInstances, RunningHaproxy } from "./haproxy.ts";
import { load } from "./wrk.ts";

/** So many requests are seen on the new side before the next change. */
const between = 50;

let instances: PlainInstances;
let haproxy: RunningHaproxy;
let log: Log;

async function begin(labels: readonly string[]): Promise<void> {
  instances = await PlainInstances.start(labels.length);
  const versions = labels.map((label, index) => ({ label, urls: [instances.urls[index] ?? ""] }));
  haproxy = await RunningHaproxy.start({ components: [{ component: "api", versions }] });
  await haproxy.stopCollecting();
  log = await Log.open(haproxy);
}
afterEach(async () => {
  await haproxy?.close();
  await log?.close();
  await instances?.close();
});

/** When each request began at HAProxy, and where it was sent, by HAProxy's own log. */
class Log {
  readonly begun: { readonly label: string; readonly atMs: number }[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #waiting: { label: string; left: number; readonly seen: () => void } | undefined;

  private constructor(token: string) {
    this.#server = createServer((socket) => {
      const stream = new LogStream();
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("data", (chunk) => {
        for (const message of stream.take(chunk) ?? []) {
          const served = readLogLine(message, token)?.served;
          if (served !== undefined) this.#take(served.label, served.beganMs);
        }
      });
    });
  }

  static async open({ settings, secret }: RunningHaproxy): Promise<Log> {
    const opened = new Log(logTokenOf(secret));
    opened.#server.listen(settings.collect.port, settings.collect.host);
    await once(opened.#server, "listening");
    return opened;
  }

  /** Resolves when so many more have been sent there. */
  seen(label: string, count: number): Promise<void> {
    return new Promise((seen) => {
      this.#waiting = { label, left: count, seen };
    });
  }

  #take(label: string, atMs: number): void {
    this.begun.push({ label, atMs });
    const waiting = this.#waiting;
    if (waiting?.label === label && --waiting.left <= 0) waiting.seen();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** All users go from one version to the other and back, as often as fits into so many seconds of full load. */
export function shiftTests({ seconds, least }: { readonly seconds: number; readonly least: number }): void {
  const timeout = seconds * 1_000 + 60_000;

  describeHaproxy("shifting all users back and forth under full load", () => {
    test("loses no request, and none begins on the old side after the change", { timeout }, async () => {
      await begin(["1.9.4", "2.0.0"]);
      const running = load({ url: haproxy.url, seconds });
      const changes = await rotate(["2.0.0", "1.9.4"], running);
      const { refused, socketErrors } = await running;
      expect([refused, socketErrors]).toEqual([0, 0]);
      expect(changes.length).toBeGreaterThanOrEqual(least);
      const after = latest(changes);
      console.log(
        JSON.stringify({ changes: after.length, p50: quantile(after, 0.5), p99: quantile(after, 0.99) }),
      );
      expect(quantile(after, 0.5)).toBeLessThanOrEqual(5);
      expect(quantile(after, 0.99)).toBeLessThanOrEqual(30);
    });

    test("meanwhile a user gets what was before a change or what is after it, nothing older", {
      timeout,
    }, async () => {
      await begin(["1", "2", "3"]);
      const running = load({ url: haproxy.url, seconds });
      const changes = await rotate(["2", "3", "1"], running);
      await running;
      const during = begunDuring(changes);
      expect(during.length).toBeGreaterThan(100);
      expect(during.filter(({ label, from, to }) => label !== from && label !== to)).toEqual([]);
    });
  });
}

interface Change {
  readonly from: string;
  readonly to: string;
  readonly sentMs: number;
  readonly doneMs: number;
}

/** Gives everybody to one label after the other while the load lasts; before the first the last one had everybody. */
async function rotate(labels: readonly string[], running: Promise<unknown>): Promise<readonly Change[]> {
  const changes: Change[] = [];
  let isOver = false;
  const end = running.then(() => {
    isOver = true;
  });
  await Promise.race([log.seen(labels.at(-1) ?? "", between), end]);
  for (let index = 0; !isOver; index++) {
    const [from = "", to = ""] = [index + labels.length - 1, index].map(
      (each) => labels[each % labels.length],
    );
    const { state } = await haproxy.router.read();
    const next = setWeight(state, { component: "api", label: to, weight: 10_000 });
    const seen = log.seen(to, between);
    const sentMs = Date.now();
    await haproxy.router.apply(next);
    changes.push({ from, to, sentMs, doneMs: Date.now() });
    await Promise.race([seen, end]);
  }
  return changes;
}

/** How long after each change a request still began on its old side, ms; 0 for none. */
function latest(changes: readonly Change[]): readonly number[] {
  const after = changes.map(() => 0);
  for (const { label, atMs, index } of inChanges(changes)) {
    const { from, doneMs } = changes[index] as Change;
    if (label === from && atMs > doneMs) after[index] = Math.max(after[index] ?? 0, atMs - doneMs);
  }
  return after;
}

/** What began while a change was being made. */
function begunDuring(changes: readonly Change[]) {
  return [...inChanges(changes)].flatMap(({ index, ...begun }) => {
    const { from, to, doneMs } = changes[index] as Change;
    return begun.atMs < doneMs ? [{ ...begun, from, to }] : [];
  });
}

/** Every request, with the last change before it: millions against thousands, so both are gone through once. */
function* inChanges(changes: readonly Change[]) {
  const begun = [...log.begun].sort((one, other) => one.atMs - other.atMs);
  let index = -1;
  for (const each of begun) {
    for (let next = changes[index + 1]; next && next.sentMs < each.atMs; next = changes[index + 1]) index++;
    if (index >= 0) yield { ...each, index };
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
