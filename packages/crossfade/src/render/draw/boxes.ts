import type { Kind } from "@crossfade/core";
import type { DrawnComponent, DrawnPair, DrawnVersion } from "./drawing.ts";

export interface Box {
  readonly version: DrawnVersion;
  readonly column: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A lane of the picture: clients, servers and so on. */
export interface Column {
  readonly title: string;
  readonly x: number;
  readonly width: number;
  /** Heights at which nothing stands: arrows pass there. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}

export interface Boxes {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly Column[];
  readonly boxes: readonly Box[];
}

const clients: readonly Kind[] = ["web", "add-in", "extension", "mobile", "desktop"];
const lanes: readonly (readonly Kind[])[] = [
  [...clients, "external"],
  ["assets", "flags", "config"],
  ["service"],
  ["worker", "job"],
  ["schema", "store"],
];
const servers = 2;

const pictureWidth = 976;
const top = 48;
const bottom = 20;
const versionGaps = { least: 8, most: 30 };
const componentGap = 26;
const leastHeight = 40;
/** A picture of few versions is stretched up to this height, so that its arrows part. */
const airyHeight = 230;
/** Between the ends of two arrows on one side of a box. */
const portStep = 7;
const boxWidths = { least: 112, most: 196 };

/** Where every version stands; the same in every moment, so that nothing jumps while one looks through them. */
export function boxesOf(components: readonly DrawnComponent[], pairs: readonly DrawnPair[]): Boxes {
  const used = lanesOf(components, pairs);
  const ports = portCounts(pairs);
  const ordered = inOrder(
    used.map(({ members }) => members),
    pairs,
  );
  const versionGap = airyGap(ordered, ports);
  const heights = ordered.map((members) => columnHeight(members, ports, versionGap));
  const height = Math.max(0, ...heights);
  const widths = columnWidths(used.length);
  const placed = ordered.map((members, index) =>
    placeColumn(members, ports, {
      column: index,
      x: widths.first + index * (widths.box + widths.gap),
      y: top + (height - (heights[index] ?? 0)) / 2,
      width: widths.box,
      versionGap,
    }),
  );
  const total = top + height + bottom;
  return {
    width: pictureWidth,
    height: total,
    boxes: placed.flat(),
    columns: used.map(({ title }, index) => ({
      title,
      ...bandOf(index, used.length, widths),
      gaps: gapsOf(placed[index] ?? [], total, versionGap),
    })),
  };
}

interface Lane {
  readonly title: string;
  readonly members: readonly DrawnComponent[];
}

/** The lanes that have members; a server that other servers call stands behind them, beside the workers. */
function lanesOf(components: readonly DrawnComponent[], pairs: readonly DrawnPair[]): Lane[] {
  const kinds = new Map(components.map((each) => [each.id, each.kind]));
  const calls = new Set(pairs.map(({ sender, receiver }) => `${sender.component}\0${receiver.component}`));
  const isBehind = ({ id, kind }: DrawnComponent) =>
    kind === "service" &&
    components.some(
      (each) =>
        each.id !== id &&
        kinds.get(each.id) === "service" &&
        calls.has(`${each.id}\0${id}`) &&
        !calls.has(`${id}\0${each.id}`),
    );
  const laneOf = (each: DrawnComponent) =>
    isBehind(each) ? servers + 1 : lanes.findIndex((lane) => lane.includes(each.kind));
  return lanes
    .map((_, index) => {
      const members = components.filter((each) => laneOf(each) === index);
      return { title: titleOf(index, members), members };
    })
    .filter(({ members }) => members.length > 0);
}

function titleOf(lane: number, members: readonly DrawnComponent[]): string {
  const some = (...kinds: readonly Kind[]) => members.some((each) => kinds.includes(each.kind));
  const names = [
    some("external") ? (some(...clients) ? "Clients and third parties" : "Third parties") : "Clients",
    some("assets") ? (some("flags", "config") ? "Assets and flags" : "Assets") : "Flags and settings",
    "Servers",
    some("service") ? (some("worker", "job") ? "Behind the servers" : "Servers behind") : "Workers and jobs",
    "Data",
  ];
  return names[lane] ?? "";
}

interface Widths {
  readonly box: number;
  readonly gap: number;
  readonly first: number;
}

function columnWidths(count: number): Widths {
  const margin = 24;
  const gapShare = 0.6;
  const ideal = (pictureWidth - 2 * margin) / (count + gapShare * (count - 1));
  const box = Math.min(boxWidths.most, Math.max(boxWidths.least, ideal));
  const free = pictureWidth - 2 * margin - count * box;
  const gap = count > 1 ? Math.min(260, free / (count - 1)) : 0;
  return { box, gap, first: (pictureWidth - count * box - (count - 1) * gap) / 2 };
}

function bandOf(index: number, count: number, { box, gap, first }: Widths): { x: number; width: number } {
  const from = index === 0 ? 0 : first + index * (box + gap) - gap / 2;
  const to = index === count - 1 ? pictureWidth : first + index * (box + gap) + box + gap / 2;
  return { x: from, width: to - from };
}

/** Components of a lane near those of the lane before that they meet: fewer arrows cross. */
function inOrder(
  columns: readonly (readonly DrawnComponent[])[],
  pairs: readonly DrawnPair[],
): DrawnComponent[][] {
  const place = new Map<string, number>();
  const peers = new Map<string, Set<string>>();
  for (const { sender, receiver } of pairs)
    for (const [one, other] of [
      [sender.component, receiver.component],
      [receiver.component, sender.component],
    ] as const)
      peers.set(one, (peers.get(one) ?? new Set()).add(other));
  return columns.map((members, column) => {
    const middle = (id: string) => {
      const known = [...(peers.get(id) ?? [])].flatMap((each) => place.get(each) ?? []);
      return known.length === 0 ? 0.5 : known.reduce((sum, each) => sum + each, 0) / known.length;
    };
    const sorted =
      column === 0 ? [...members] : [...members].sort((one, other) => middle(one.id) - middle(other.id));
    for (const [index, each] of sorted.entries()) place.set(each.id, (index + 0.5) / sorted.length);
    return sorted;
  });
}

/** How many arrows end on the busier side of each box. */
function portCounts(pairs: readonly DrawnPair[]): ReadonlyMap<DrawnVersion, number> {
  const out = new Map<DrawnVersion, number>();
  const into = new Map<DrawnVersion, number>();
  for (const { sender, receiver } of pairs) {
    out.set(sender, (out.get(sender) ?? 0) + 1);
    into.set(receiver, (into.get(receiver) ?? 0) + 1);
  }
  const all = new Set([...out.keys(), ...into.keys()]);
  return new Map([...all].map((each) => [each, Math.max(out.get(each) ?? 0, into.get(each) ?? 0)]));
}

function boxHeight(version: DrawnVersion, ports: ReadonlyMap<DrawnVersion, number>): number {
  return Math.max(leastHeight, 8 + portStep * (ports.get(version) ?? 0));
}

function columnHeight(
  members: readonly DrawnComponent[],
  ports: ReadonlyMap<DrawnVersion, number>,
  versionGap: number,
): number {
  const own = members.map(({ versions }) =>
    versions.reduce((sum, each) => sum + boxHeight(each, ports), (versions.length - 1) * versionGap),
  );
  return own.reduce((sum, each) => sum + each, Math.max(0, members.length - 1) * componentGap);
}

/** Between the versions of a component: more where the fullest lane leaves room. */
function airyGap(
  columns: readonly (readonly DrawnComponent[])[],
  ports: ReadonlyMap<DrawnVersion, number>,
): number {
  const free = columns.map((members) => {
    const gaps = members.reduce((sum, { versions }) => sum + versions.length - 1, 0);
    return gaps === 0 ? versionGaps.most : (airyHeight - columnHeight(members, ports, 0)) / gaps;
  });
  return Math.min(versionGaps.most, Math.max(versionGaps.least, Math.min(...free)));
}

function placeColumn(
  members: readonly DrawnComponent[],
  ports: ReadonlyMap<DrawnVersion, number>,
  {
    column,
    x,
    y: from,
    width,
    versionGap,
  }: { column: number; x: number; y: number; width: number; versionGap: number },
): Box[] {
  let y = from;
  return members.flatMap(({ versions }) => {
    const boxes = versions.map((version) => {
      const box: Box = { version, column, x, y, width, height: boxHeight(version, ports) };
      y += box.height + versionGap;
      return box;
    });
    y += componentGap - versionGap;
    return boxes;
  });
}

function gapsOf(boxes: readonly Box[], height: number, versionGap: number): Column["gaps"] {
  const edges = [top - 14, ...boxes.flatMap((each) => [each.y, each.y + each.height]), height - 4];
  const gaps = [];
  for (let at = 0; at + 1 < edges.length; at += 2)
    gaps.push({ from: edges[at] ?? 0, to: Math.max(edges[at] ?? 0, edges[at + 1] ?? 0) });
  const wide = gaps.filter(({ from, to }) => to - from > versionGap + 1);
  return wide.length > 0 ? wide : gaps;
}
