import { columnsOf } from "../page/styled.ts";
import type { Box } from "./boxes.ts";
import type { DrawnPair } from "./drawing.ts";
import { fitted } from "./lines.ts";
import { type Curve, type Point, pointAt, type Route } from "./routes.ts";

/** The mark on an arrow: with a word where there is room. */
export interface Pill {
  readonly pair: DrawnPair;
  readonly at: Point;
  /** "PUT /cart", cut; empty: only the mark. */
  readonly text: string;
  readonly width: number;
}

export const pillHeight = 20;
const markWidth = 20;
const letter = 6.6;
const longestText = 22;
/** Beyond so many in one moment words would only be in each other's way. */
const mostWords = 14;
const shares = [0.5, 0.4, 0.6, 0.32, 0.68, 0.25, 0.75, 0.18, 0.82];

/** A mark for each route that breaks or is unknown, where it hides neither a version nor another mark. */
export function pillsOf(routes: readonly Route[], boxes: readonly Box[]): Pill[] {
  const matters = routes.filter(({ pair }) => pair.sort === "breaks" || pair.sort === "unknown");
  const taken: Area[] = boxes.map(({ x, y, width, height }) => ({ x, y, width, height }));
  return matters.map((route, index) => {
    const text = index < mostWords ? wordOf(route.pair) : "";
    const tries = text === "" ? [""] : [text, ""];
    const places = tries.flatMap((each) => placesOf(route, each));
    const free = places.find((each) => taken.every((other) => !overlap(areaOf(each), other)));
    const place = free ??
      placesOf(route, "")[0] ?? { pair: route.pair, at: { x: 0, y: 0 }, text: "", width: markWidth };
    taken.push(areaOf(place));
    return place;
  });
}

/** Where the tick of a pair that fits stands. */
export function middleOf({ curves }: Route): Point {
  const [curve] = byLength(curves);
  return curve ? pointAt(curve, 0.5) : { x: 0, y: 0 };
}

function wordOf({ findings }: DrawnPair): string {
  const [first] = findings;
  if (!first) return "";
  return fitted(first.operation ?? "", longestText);
}

/** Along the longest stretch first, then along the others. */
function placesOf(route: Route, text: string): Pill[] {
  const width = text === "" ? markWidth : 30 + columnsOf(text) * letter;
  return byLength(route.curves).flatMap((curve) =>
    shares.map((share) => ({ pair: route.pair, at: pointAt(curve, share), text, width })),
  );
}

function byLength(curves: Route["curves"]): Curve[] {
  const length = ([from, , , to]: Curve) => Math.hypot(to.x - from.x, to.y - from.y);
  return [...curves].sort((one, other) => length(other) - length(one));
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function areaOf({ at, width }: Pill): Area {
  return { x: at.x - width / 2, y: at.y - pillHeight / 2, width, height: pillHeight };
}

function overlap(one: Area, other: Area): boolean {
  const gap = 2;
  return (
    one.x < other.x + other.width + gap &&
    other.x < one.x + one.width + gap &&
    one.y < other.y + other.height + gap &&
    other.y < one.y + one.height + gap
  );
}
