import type { Box, Boxes } from "./boxes.ts";
import type { DrawnPair } from "./drawing.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A cubic curve. */
export type Curve = readonly [from: Point, first: Point, second: Point, to: Point];

/** The way of one arrow, from its sender to its receiver. */
export interface Route {
  readonly pair: DrawnPair;
  readonly curves: readonly Curve[];
}

type Side = "left" | "right";

interface Ends {
  readonly pair: DrawnPair;
  readonly from: Box;
  readonly to: Box;
  readonly fromSide: Side;
  readonly toSide: Side;
}

/** Room for arrow heads before a box. */
const headGap = 3;

/** One route for each pair that has both boxes: from side to side, through the gaps of the lanes between. */
export function routesOf(pairs: readonly DrawnPair[], picture: Boxes): Route[] {
  const ends = pairs.flatMap((pair) => endsOf(pair, picture.boxes));
  const ports = portsOf(ends);
  const used = new Map<string, number>();
  let loops = 0;
  return ends.map((each) => {
    const from = ports.get(portKey(each, "from")) ?? { x: 0, y: 0 };
    const to = ports.get(portKey(each, "to")) ?? { x: 0, y: 0 };
    const target = { x: to.x + (each.toSide === "left" ? -headGap : headGap), y: to.y };
    if (each.from.column === each.to.column)
      return { pair: each.pair, curves: [loop(from, target, loops++)] };
    const stops = stopsOf(each, from, target, picture, used);
    return { pair: each.pair, curves: throughStops(stops) };
  });
}

function endsOf(pair: DrawnPair, boxes: readonly Box[]): Ends[] {
  const from = boxes.find((each) => each.version === pair.sender);
  const to = boxes.find((each) => each.version === pair.receiver);
  if (!from || !to) return [];
  const fromSide: Side = from.column <= to.column ? "right" : "left";
  const toSide: Side = from.column < to.column ? "left" : "right";
  return [{ pair, from, to, fromSide, toSide }];
}

function portKey({ pair }: Ends, end: "from" | "to"): string {
  return `${pair.index} ${end}`;
}

/** The ends on one side of a box stand in the order of where they lead. */
function portsOf(all: readonly Ends[]): ReadonlyMap<string, Point> {
  const sides = new Map<string, { box: Box; side: Side; ends: { key: string; other: number }[] }>();
  const add = (box: Box, side: Side, key: string, other: Box) => {
    const name = JSON.stringify([box.version.component, box.version.label, side]);
    const known = sides.get(name) ?? { box, side, ends: [] };
    known.ends.push({ key, other: other.y + other.height / 2 });
    sides.set(name, known);
  };
  for (const each of all) {
    add(each.from, each.fromSide, portKey(each, "from"), each.to);
    add(each.to, each.toSide, portKey(each, "to"), each.from);
  }
  return new Map(
    [...sides.values()].flatMap(({ box, side, ends }) => {
      const sorted = [...ends].sort((one, other) => one.other - other.other);
      const step = Math.min(10, (box.height - 12) / Math.max(1, sorted.length - 1));
      const first = box.y + box.height / 2 - (step * (sorted.length - 1)) / 2;
      return sorted.map(({ key }, index): [string, Point] => [
        key,
        { x: side === "right" ? box.x + box.width : box.x, y: first + index * step },
      ]);
    }),
  );
}

/** From, to, and for each lane between the two edges of the gap that lies nearest to the straight way. */
function stopsOf(
  { from: box, to: target }: Ends,
  from: Point,
  to: Point,
  { columns, boxes }: Boxes,
  used: Map<string, number>,
): Point[] {
  const step = box.column < target.column ? 1 : -1;
  const stops: Point[] = [from];
  for (let at = box.column + step; at !== target.column; at += step) {
    const own = boxes.find((each) => each.column === at);
    const column = columns[at];
    if (!own || !column) continue;
    const straight = from.y + ((to.y - from.y) * (own.x + own.width / 2 - from.x)) / (to.x - from.x || 1);
    const gap = nearestGap(column.gaps, straight);
    const key = `${at} ${gap.from}`;
    const turn = used.get(key) ?? 0;
    used.set(key, turn + 1);
    const y = within(gap, turn);
    const [near, far] = step > 0 ? [own.x, own.x + own.width] : [own.x + own.width, own.x];
    stops.push({ x: near, y }, { x: far, y });
  }
  return [...stops, to];
}

type Gap = Boxes["columns"][number]["gaps"][number];

function nearestGap(gaps: readonly Gap[], y: number): Gap {
  const distance = ({ from, to }: Gap) => (y < from ? from - y : y > to ? y - to : 0);
  return gaps.reduce(
    (best, each) => (distance(each) < distance(best) ? each : best),
    gaps[0] ?? { from: 0, to: 0 },
  );
}

/** Neighbours in a gap keep apart: the middle first, then to both sides. */
function within({ from, to }: Gap, turn: number): number {
  const middle = (from + to) / 2;
  const shift = Math.ceil(turn / 2) * 4 * (turn % 2 === 0 ? 1 : -1);
  return Math.min(to - 2, Math.max(from + 2, middle + shift));
}

/** Between versions of one lane: out on the right and back in. */
function loop(from: Point, to: Point, turn: number): Curve {
  const reach = 30 + Math.min(60, Math.abs(to.y - from.y) / 4) + (turn % 4) * 5;
  const x = Math.max(from.x, to.x) + reach;
  return [from, { x, y: from.y }, { x, y: to.y }, to];
}

function throughStops(stops: readonly Point[]): Curve[] {
  return stops.slice(1).map((to, index): Curve => {
    const from = stops[index] ?? to;
    const bend = (to.x - from.x) * (from.y === to.y ? 0.33 : 0.5);
    return [from, { x: from.x + bend, y: from.y }, { x: to.x - bend, y: to.y }, to];
  });
}

/** The point of a curve at `share` of its parameter, 0 to 1. */
export function pointAt([from, first, second, to]: Curve, share: number): Point {
  const rest = 1 - share;
  const mix = (a: number, b: number, c: number, d: number) =>
    rest ** 3 * a + 3 * rest ** 2 * share * b + 3 * rest * share ** 2 * c + share ** 3 * d;
  return { x: mix(from.x, first.x, second.x, to.x), y: mix(from.y, first.y, second.y, to.y) };
}
