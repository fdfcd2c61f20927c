import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { FlagRoom } from "../test/support/flag-room.ts";
import type { Order, Report } from "./flags-propagation/clients.ts";
import type { StreamOrder } from "./flags-propagation/streams.ts";
import type { Bench, Row } from "./row.ts";

/** The official provider for browsers waits so long for further changes before it asks again. */
const waitMs = 50;
const features = 50;

const count = 1_000;
const streams = 50;

/**
 * A thousand clients hold a stream, and beside them fifty servers that evaluate by themselves: how long after a flag was
 * changed has each of them its new value?
 */
export const bench: Bench = async ({ quick }) => {
  const rounds = quick ? 5 : 30;
  const kept = await measured(rounds, true);
  // Without a proxy in front, each browser opens a connection to ask again: the one before has rested for too long.
  const opened = await measured(rounds, false);
  return [...kept, ...opened];
};

async function measured(rounds: number, keeps: boolean): Promise<Row[]> {
  const flags = new FlagRoom(fileOf(0));
  const [clients, servers] = [started("clients"), started("streams")];
  try {
    flags.room.nowMs = Date.now();
    const token = await flags.room.token("pages", { role: "flag-client" });
    // One token, as many changes as the bench can make: the limit is not what is measured.
    const url = await flags.listen({ limits: { flagRequests: { perSecond: 1e6, burst: 1e6 } } });
    const port = await flags.listenForSync();
    const listening = reportOf(servers, "round");
    servers.send({ port, token, count: streams } satisfies StreamOrder);
    await listening;
    const began = reportOf(clients, "round");
    await told(clients, { url, token, count, waitMs, keeps });
    // Whoever comes is told the state once; after that nothing is under way.
    await began;
    const before = process.cpuUsage();
    const times: Times = { toldMs: [], valueMs: [], definitionsMs: [] };
    for (let round = 1; round <= rounds; round++) {
      const both = Promise.all([reportOf(clients, "round"), reportOf(servers, "round")]);
      const beganMs = performance.timeOrigin + performance.now();
      flags.source.change({ by: "bench", why: "" }, () => fileOf(round));
      const [report, definitions] = await both;
      if (report.kind !== "round" || report.round !== round || definitions.kind !== "round")
        throw new Error(`round ${round} was lost`);
      times.toldMs.push(...report.toldMs.map((ms) => ms - beganMs));
      times.valueMs.push(...report.valueMs.map((ms) => ms - beganMs));
      times.definitionsMs.push(...definitions.valueMs.map((ms) => ms - beganMs));
    }
    const { user, system } = process.cpuUsage(before);
    const cpuUs = (user + system) / rounds / count;
    const { connected, confirmed } = flags.served.clients;
    const how = `${count.toLocaleString("en")} clients with ${features} flags, ${keeps ? "connections kept" : "each on a new connection"}`;
    return [...rowsOf(times, how), costRow(cpuUs, how), confirmedRow(connected, confirmed)];
  } finally {
    clients.kill();
    servers.kill();
    await flags.close();
  }
}

interface Times {
  readonly toldMs: number[];
  readonly valueMs: number[];
  readonly definitionsMs: number[];
}

function started(name: string): ChildProcess {
  return fork(fileURLToPath(new URL(`flags-propagation/${name}.ts`, import.meta.url)), {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

function fileOf(round: number): string {
  const others = Array.from(
    { length: features - 1 },
    (_, at) => `  flag-${at}: { enabled: true, rollout_percentage: 25 }`,
  );
  const first = `  round: { enabled: true, variants: { now: ${round}, off: -1 }, default: now }`;
  return ["features:", first, ...others, ""].join("\n");
}

async function told(clients: ChildProcess, order: Order): Promise<void> {
  const ready = reportOf(clients, "ready");
  clients.send(order);
  await ready;
}

function reportOf(clients: ChildProcess, kind: Report["kind"]): Promise<Report> {
  return new Promise((resolve, reject) => {
    const listen = (report: Report) => {
      if (report.kind !== kind) return;
      clients.off("message", listen);
      clients.off("exit", ended);
      resolve(report);
    };
    const ended = (code: number | null) => reject(new Error(`the clients ended with ${code}`));
    clients.on("message", listen);
    clients.once("exit", ended);
  });
}

function rowsOf({ toldMs, valueMs, definitionsMs }: Times, how: string): Row[] {
  const base = { bench: "flags-propagation", unit: "ms" };
  const name = (what: string) => `change to ${what}, ${how}`;
  const value = at(valueMs, 0.99);
  const definitions = at(definitionsMs, 0.99);
  const inProcess = `${streams} servers that evaluate by themselves, beside ${how}`;
  return [
    { ...base, name: `change to definitions, p50, ${inProcess}`, value: at(definitionsMs, 0.5) },
    {
      ...base,
      name: `change to definitions, p99, ${inProcess}`,
      value: definitions,
      goal: "<= 100 ms",
      met: definitions <= 100,
    },
    { ...base, name: name("notice, p50"), value: at(toldMs, 0.5) },
    { ...base, name: name("notice, p99"), value: at(toldMs, 0.99) },
    { ...base, name: name("value in a browser, p50"), value: at(valueMs, 0.5) },
    { ...base, name: name("value in a browser, p99"), value, goal: "<= 250 ms", met: value <= 250 },
  ];
}

/** The figure that does not depend on what else the machine does: a notice written, and everything asked for again. */
function costRow(value: number, how: string): Row {
  return {
    bench: "flags-propagation",
    name: `processor time of the server, a client and change, ${how}`,
    value,
    unit: "us",
  };
}

function confirmedRow(connected: number, confirmed: number): Row {
  return {
    bench: "flags-propagation",
    name: `clients of ${connected} that are known to have asked again`,
    value: confirmed,
    unit: "clients",
    goal: "all",
    met: confirmed === connected,
  };
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
