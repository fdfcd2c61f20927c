import { cut, type Line, type Piece, say, widthOf } from "./page/styled.ts";

/** How much of a value is shown: levels inside the offending place, what stands beside the way to it, the longest text. */
interface Detail {
  readonly inside: number;
  readonly beside: "all" | "folded" | "left out";
  readonly text: number;
}

const details: readonly Detail[] = [
  { inside: 64, beside: "all", text: 1000 },
  { inside: 64, beside: "folded", text: 40 },
  { inside: 1, beside: "folded", text: 24 },
  { inside: 1, beside: "left out", text: 16 },
  { inside: 0, beside: "left out", text: 12 },
];
const maxMembers = 100;
const maxPrettyLines = 40;
const maxPrettyColumns = 400;

/** The value as one line of JSON that fits, shortened around the offending place, whose key is marked. */
export function shortJson(value: unknown, at: string, columns: number): Line {
  const path = pathOf(at);
  const tries = details.map((detail) => jsonOf(value, path, detail, 0));
  return tries.find((each) => widthOf(each) <= columns) ?? cutLine(tries.at(-1) ?? [], columns);
}

/** The whole value over several lines; what is too long or too much ends in …. */
export function prettyJson(value: unknown): string[] {
  const lines = (JSON.stringify(value, null, 2) ?? "null").split("\n");
  const shown = lines
    .slice(0, maxPrettyLines)
    .map((each) => (each.length > maxPrettyColumns ? `${each.slice(0, maxPrettyColumns)}…` : each));
  return lines.length > maxPrettyLines ? [...shown, `… ${lines.length - maxPrettyLines} more lines`] : shown;
}

/** The tokens of a JSON pointer; undefined where the place is no part of the value. */
function pathOf(at: string): readonly string[] {
  return at === ""
    ? []
    : at
        .split("/")
        .slice(1)
        .map((each) => each.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** `path` undefined: beside the way, or inside the offending place. */
function jsonOf(value: unknown, path: readonly string[] | undefined, detail: Detail, depth: number): Piece[] {
  if (typeof value !== "object" || value === null)
    return [say(scalar(value, detail.text), path?.length === 0 && depth > 0 ? "breaks" : "plain")];
  const [open, close] = Array.isArray(value) ? (["[", "]"] as const) : (["{", "}"] as const);
  const onTheWay = path !== undefined && path.length > 0;
  const { keys, count } = keysOf(value, onTheWay ? path[0] : undefined);
  if (count === 0) return [say(`${open}${close}`)];
  if (depth > 64 || (!onTheWay && depth > detail.inside)) return [say(`${open}…${close}`)];
  const shown = onTheWay && detail.beside === "left out" ? keys.filter((key) => key === path[0]) : keys;
  const parts = shown.map((key) => {
    const member = (value as Readonly<Record<string, unknown>>)[key];
    const next = onTheWay && key === path[0];
    const rest = next ? path.slice(1) : undefined;
    const deeper = onTheWay ? (next ? (rest?.length === 0 ? 1 : depth + 1) : foldedDepth(detail)) : depth + 1;
    const name = Array.isArray(value) ? [] : [nameOf(key, next && rest?.length === 0), say(":")];
    return [...name, ...jsonOf(member, rest, detail, deeper)];
  });
  const more = shown.length < count ? [[say("…")]] : [];
  return [say(open), ...joined([...parts, ...more]), say(close)];
}

/** The first members, and the one that the way leads through. */
function keysOf(value: object, wanted: string | undefined): { keys: string[]; count: number } {
  const count = Array.isArray(value) ? value.length : Object.keys(value).length;
  const first = Array.isArray(value)
    ? [...Array(Math.min(count, maxMembers)).keys()].map(String)
    : Object.keys(value);
  const keys = first.slice(0, maxMembers);
  const missing = wanted !== undefined && !keys.includes(wanted) && Object.hasOwn(value, wanted);
  return { keys: missing ? [...keys, wanted] : keys, count };
}

function foldedDepth(detail: Detail): number {
  return detail.beside === "all" ? 1 : detail.inside + 1;
}

function nameOf(key: string, offends: boolean): Piece {
  return say(JSON.stringify(key), offends ? "breaks" : "plain");
}

function scalar(value: unknown, longest: number): string {
  const text = typeof value === "string" && value.length > longest ? `${value.slice(0, longest)}…` : value;
  return JSON.stringify(text) ?? "null";
}

function joined(parts: readonly Piece[][]): Piece[] {
  return parts.flatMap((part, index) => (index === 0 ? part : [say(","), ...part]));
}

function cutLine(line: Line, columns: number): Line {
  const kept: Piece[] = [];
  let room = columns - 1;
  for (const piece of line) {
    if (widthOf([piece]) > room) return [...kept, say(cut(`${piece.text}…`, room + 1), piece.role)];
    kept.push(piece);
    room -= widthOf([piece]);
  }
  return kept;
}
