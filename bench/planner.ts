import {
  type Component,
  type Link,
  planRelease,
  type System,
  type Verdict,
  type VerdictTable,
} from "@crossfade/core";
import type { Bench, Row } from "./row.ts";

/** Older versions, the one that runs and the new one: five alive in each component. */
const VERSIONS = ["1", "2", "3", "4", "5"];
const COMPATIBLE: Verdict = { kind: "compatible" };

/** Plans whole systems of growing size, verdicts given: 2,000 components with 20,000 links in a second and 300 MB. */
export const bench: Bench = async ({ quick }) => {
  const rows: Row[] = [];
  const sizes = quick ? [20, 200, 2000] : [20, 200, 2000, 20_000];
  for (const components of sizes) rows.push(...measure(components, components * 10));
  return rows;
};

function measure(components: number, links: number): Row[] {
  const { system, verdicts } = world(components, links);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const times: number[] = [];
  let waits = 0;
  let stages = 0;
  let peakKb = 0;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    const planning = planRelease(system, verdicts);
    times.push(performance.now() - start);
    if (planning.kind === "impossible") throw new Error("the benchmark's world has no plan");
    waits = planning.plan.waits.length;
    stages = planning.plan.stages.length;
    // The peak of the first plan: later rounds only add garbage of the earlier ones.
    if (round === 0) peakKb = process.resourceUsage().maxRSS;
  }
  const size = `${components.toLocaleString("en")} components, ${links.toLocaleString("en")} links`;
  const ms = Math.min(...times);
  const first = times[0] ?? ms;
  const megabytes = (peakKb * 1024) / 1e6;
  const judged = components === 2000;
  return [
    {
      bench: "planner",
      name: `first plan of ${size} (${stages} stages, ${waits.toLocaleString("en")} waits)`,
      value: first,
      unit: "ms",
      ...(judged ? { goal: "<= 1000 ms", met: first <= 1000 } : {}),
    },
    {
      bench: "planner",
      name: `time for each link of ${size}`,
      value: (ms * 1000) / links,
      unit: "µs",
    },
    {
      bench: "planner",
      name: `peak resident memory with ${size}, of which ${(before / 1e6).toFixed(0)} MB before planning`,
      value: megabytes,
      unit: "MB",
      ...(judged ? { goal: "<= 300 MB", met: megabytes <= 300 } : {}),
    },
  ];
}

/** A random layered system: three links in ten have a break, always one that some order keeps apart. */
function world(size: number, links: number): { system: System; verdicts: VerdictTable } {
  const random = mulberry32(1);
  const components = Array.from({ length: size }, (_, index) => component(index));
  const table = new Map<string, Map<string, Map<string, Verdict>>>();
  const all: Link[] = [];
  for (let index = 0; index < links; index++) {
    const from = Math.floor(random() * size);
    const to = Math.floor(random() * size);
    const link = linkOf(`l${index}`, components[from]?.id ?? "", components[to]?.id ?? "", random() < 0.2);
    all.push(link);
    table.set(link.id, verdictsOf(link.id, random() < 0.3 ? Math.sign(to - from) : 0));
  }
  const nothing = { groups: [], clearings: [], cutOffs: [], accepted: [], promised: [] };
  return { system: { id: "bench", components, links: all, ...nothing }, verdicts: table };
}

function component(index: number): Component {
  return {
    id: `c${index}`,
    kind: index % 4 === 0 ? "web" : "service",
    chain: VERSIONS.slice(-2),
    older: VERSIONS.slice(0, -2).reverse(),
    forward: "overlap",
    back: "overlap",
    dark: index % 4 === 0 ? "cold" : "warm",
    serial: index % 4 !== 0,
    endless: [],
    ours: true,
    tail: index % 4 === 0,
    worstWaitMs: index,
  };
}

function linkOf(id: string, sender: string, receiver: string, queue: boolean): Link {
  return {
    id,
    sender,
    receiver,
    medium: queue ? "queue" : "direct",
    linger: queue ? { kind: "for", ms: 3_600_000 } : { kind: "none" },
    inbound: queue ? "attached" : "routed",
    silentUnlessServing: false,
    leftoversOnly: [],
    carries: false,
  };
}

/** `way` 1: every old receiver rejects the new sender; -1: the new receiver rejects every old sender; 0: all fit. */
function verdictsOf(link: string, way: number): Map<string, Map<string, Verdict>> {
  const breaking: Verdict = { kind: "breaking", because: [link] };
  const isNew = (version: string) => version === VERSIONS.at(-1);
  const breaks = (sender: string, receiver: string) =>
    (way === 1 && isNew(sender) && !isNew(receiver)) || (way === -1 && !isNew(sender) && isNew(receiver));
  return new Map(
    VERSIONS.map((sender) => [
      sender,
      new Map(VERSIONS.map((receiver) => [receiver, breaks(sender, receiver) ? breaking : COMPATIBLE])),
    ]),
  );
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
