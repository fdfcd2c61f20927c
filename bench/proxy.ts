import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasWrk, load } from "../test/support/wrk.ts";
import type { Contender } from "./proxy/contender.ts";
import { origin, peers } from "./proxy/contenders.ts";
import { cpuSeconds } from "./proxy/cpu.ts";
import { embedded } from "./proxy/embedded.ts";
import type { Bench, Row } from "./row.ts";

/** What one contender needed at its best. */
interface Cost {
  readonly name: string;
  /** Processor microseconds per request. */
  readonly cpuUs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly perSecond: number;
  /** Requests that failed, in all rounds. */
  readonly failed: number;
}

const roundS = 2;
const goals: Readonly<Record<string, number>> = { "http-proxy": 0.7, HAProxy: 3 };

/** A kilobyte over kept connections, 64 at a time, 100,000 users in turn: what does a proxy in between cost? */
export const bench: Bench = async ({ quick }) => {
  const why = hasWrk ? origin.missing : "wrk is not installed";
  if (why !== undefined || process.platform !== "linux") {
    process.stderr.write(`proxy: skipped, ${why ?? "processor time is read from /proc"}\n`);
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), "crossfade-bench-"));
  const running: Contender[] = [];
  try {
    const behind = await origin.start(0, folder);
    running.push(behind);
    for (const each of [embedded, ...peers])
      if (each.missing === undefined)
        running.push(await each.start(Number(new URL(behind.url).port), folder));
      else process.stderr.write(`proxy: ${each.name} is skipped, ${each.missing}\n`);
    return rowsOf(await costs(running.slice(1), quick ? 2 : 12));
  } finally {
    for (const each of running.reverse()) await each.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * In turn, so that whatever else the machine does meets all of them alike; many short rounds, so that each has some in
 * which it does nothing else. The first one warms up.
 */
async function costs(contenders: readonly Contender[], rounds: number): Promise<Cost[]> {
  const best = new Map<string, Cost>();
  for (let round = 0; round <= rounds; round++)
    for (const each of contenders) {
      const cost = await costOf(each);
      const before = round <= 1 ? undefined : best.get(each.name);
      const failed = cost.failed + (before?.failed ?? 0);
      best.set(each.name, {
        ...(before !== undefined && before.cpuUs <= cost.cpuUs ? before : cost),
        failed,
      });
    }
  return [...best.values()];
}

async function costOf({ name, url, pid }: Contender): Promise<Cost> {
  const before = cpuSeconds(pid);
  const {
    requests,
    socketErrors,
    refused,
    p50Ms,
    p99Ms,
    seconds: took,
  } = await load({ url, seconds: roundS });
  const cpuUs = ((cpuSeconds(pid) - before) * 1e6) / requests;
  return { name, cpuUs, p50Ms, p99Ms, perSecond: requests / took, failed: socketErrors + refused };
}

function rowsOf(all: readonly Cost[]): Row[] {
  const ours = all.find(({ name }) => name === embedded.name);
  if (ours === undefined) return [];
  const base = { bench: "proxy" };
  const peerRows = all
    .filter((each) => each !== ours)
    .map((peer): Row => {
      const share = ours.cpuUs / peer.cpuUs;
      const limit = goals[peer.name];
      return {
        ...base,
        name: `CPU per request, as a share of ${peer.name}'s`,
        value: share,
        unit: "x",
        peer: peer.name,
        peerValue: 1,
        ratio: 1 / share,
        ...(limit === undefined ? {} : { goal: `<= ${limit} x`, met: share <= limit }),
      };
    });
  const own = all.flatMap((each): Row[] => [
    { ...base, name: `${each.name}: CPU per request`, value: each.cpuUs, unit: "us" },
    { ...base, name: `${each.name}: answered, half of them within`, value: each.p50Ms, unit: "ms" },
    { ...base, name: `${each.name}: answered, 99 % within`, value: each.p99Ms, unit: "ms" },
    { ...base, name: `${each.name}: requests on this machine`, value: each.perSecond, unit: "/s" },
    { ...base, name: `${each.name}: failed requests`, value: each.failed, unit: "" },
  ]);
  return [...peerRows, ...own];
}
