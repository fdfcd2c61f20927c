import {
  type Component,
  type Delay,
  forecast,
  type Link,
  type Plan,
  planRelease,
  type System,
  type SystemDelivery,
  type Verdict,
  type VerdictTable,
} from "@crossfade/core";
import type { Bench, Row } from "./row.ts";

const RUNS = 2000;
const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 10, 23, 9);

/** Dates a plan of ten components by 2,000 runs in less than 100 ms, once it is compiled; larger ones to see how it grows. */
export const bench: Bench = async ({ quick }) =>
  (quick ? [10, 100] : [10, 100, 1000]).flatMap((size) => measure(size));

function measure(size: number): Row[] {
  const { plan, delivery } = world(size);
  const days = Array.from({ length: 1300 }, (_, day) => ({
    from: START_MS + day * 24 * HOUR_MS,
    to: START_MS + (day + 1) * 24 * HOUR_MS,
  }));
  const input = {
    plan,
    delivery,
    startMs: START_MS,
    seed: 1,
    runs: RUNS,
    calendars: new Map([["store", days]]),
  };
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    const { promises } = forecast(input);
    times.push(performance.now() - start);
    if (promises.length === 0) throw new Error("the benchmark's world promises nothing");
  }
  const first = times[0] ?? 0;
  const name = `${size.toLocaleString("en")} components, ${plan.steps.length.toLocaleString("en")} steps, ${plan.waits.length.toLocaleString("en")} waits, ${RUNS.toLocaleString("en")} runs`;
  return [
    {
      bench: "forecast",
      name: `first forecast of ${name}`,
      value: first,
      unit: "ms",
    },
    {
      bench: "forecast",
      name: `best of five of ${name}`,
      value: Math.min(...times),
      unit: "ms",
      ...(size === 10 ? { goal: "<= 100 ms", met: Math.min(...times) <= 100 } : {}),
    },
  ];
}

/** Every other component is a client that a store reviews; each server rejects the new version of the client before it. */
function world(size: number): { plan: Plan; delivery: SystemDelivery } {
  const components = Array.from({ length: size }, (_, index) => component(index));
  const links = components.slice(1).map((each, index) => linkOf(components[index]?.id ?? "", each.id));
  const nothing = { groups: [], clearings: [], cutOffs: [], accepted: [], promised: [] };
  const system: System = { id: "bench", components, links, ...nothing };
  const planning = planRelease(system, new Map(links.map((each) => [each.id, verdicts()])) as VerdictTable);
  if (planning.kind === "impossible") throw new Error("the benchmark's world has no plan");
  const delivery: SystemDelivery = {
    components: components.map(({ id, older, endless, ours, tail, dark, back }) => {
      const delays = tail ? clientDelays : serverDelays;
      return { id, channel: "c", older, endless, ours, tail, dark, back, delays, delaysBack: delays };
    }),
    links: links.map(({ id, sender, receiver, linger }) => ({
      id,
      sender,
      receiver,
      linger,
      left: [],
      silent: [],
      endedBy: [],
    })),
  };
  return { plan: planning.plan, delivery };
}

function delay(phase: Delay["phase"], p50: number, p90: number, worst: number, calendar?: string): Delay {
  const unit = calendar === undefined ? ("ms" as const) : ("business-days" as const);
  const size = unit === "ms" ? HOUR_MS : 1;
  return {
    phase,
    unit,
    ...(calendar === undefined ? {} : { calendar }),
    min: 0,
    p50: p50 * size,
    p90: p90 * size,
    worst: worst * size,
    ahead: false,
    source: "the benchmark",
  };
}

const clientDelays = [
  delay("review", 3, 7, 15, "store"),
  delay("publish", 1, 4, 24),
  delay("check", 3, 8, 24),
  delay("install", 1, 12, 24),
  delay("tail", 48, 144, 264),
];
const serverDelays = [delay("publish", 0.1, 0.2, 0.5), delay("drain", 0.1, 0.2, 0.5)];

function component(index: number): Component {
  const client = index % 2 === 0;
  return {
    id: `c${index}`,
    kind: client ? "extension" : "service",
    chain: ["1", "2"],
    older: client ? ["0"] : [],
    forward: "overlap",
    back: "overlap",
    dark: client ? "cold" : "warm",
    serial: !client,
    endless: [],
    ours: true,
    tail: client,
    worstWaitMs: client ? 35 * 24 * HOUR_MS : HOUR_MS,
  };
}

function linkOf(sender: string, receiver: string): Link {
  return {
    id: `${sender}->${receiver}`,
    sender,
    receiver,
    medium: "direct",
    linger: { kind: "none" },
    inbound: "routed",
    silentUnlessServing: false,
    leftoversOnly: [],
    carries: false,
  };
}

function verdicts(): Map<string, Map<string, Verdict>> {
  const fits: Verdict = { kind: "compatible" };
  const breaks: Verdict = { kind: "breaking", because: ["b"] };
  return new Map(
    ["0", "1", "2"].map((sender) => [
      sender,
      new Map([
        ["0", fits],
        ["1", sender === "2" ? breaks : fits],
        ["2", fits],
      ]),
    ]),
  );
}
