import {
  isMap,
  isScalar,
  type Pair,
  type ParsedNode,
  parseDocument,
  Scalar as ScalarNode,
  stringify,
  type YAMLMap,
} from "yaml";
import type { Scalar } from "./feature-file.ts";
import { fileLimits } from "./limits.ts";

/** The letters of a file of features: what one pair of a mapping takes up, and what changes when it does. */
export type ChangedText =
  | { readonly ok: true; readonly text: string }
  /** unknown: no such feature · by-hand: it is written with an alias or in flagd's words, so that only a person can say where the value belongs. */
  | { readonly ok: false; readonly why: "unknown" | "by-hand" };

export const byHand: ChangedText = { ok: false, why: "by-hand" };

/** The mapping of a feature, or why there is none to change. */
export function featureIn(text: string, key: string): YAMLMap | ChangedText {
  if (text.length > fileLimits.textLength) return byHand;
  const root = parseDocument(text, { stringKeys: true, merge: true }).contents;
  const features = isMap(root) ? pairOf(root, "features")?.value : undefined;
  const pair = isMap(features) ? pairOf(features, key) : undefined;
  if (pair === undefined) return { ok: false, why: "unknown" };
  return isMap(pair.value) ? pair.value : byHand;
}

export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((each) => isScalar(each.key) && String(each.key.value) === key);
}

export function replaced(text: string, { value: node }: Pair, value: Scalar): ChangedText {
  const range = isScalar(node) ? node.range : undefined;
  // A text over several lines ends where its indentation does: nothing else can be put in its place by letters.
  if (!range || isBlock(node) || (isScalar(node) && node.anchor !== undefined)) return byHand;
  if (isScalar(node) && node.value === value) return { ok: true, text };
  return { ok: true, text: text.slice(0, range[0]) + written(value, node) + text.slice(range[1]) };
}

const isBlock = (node: unknown) =>
  isScalar(node) && (node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL");

/** A value, or a mapping of one pair. */
type Inserted = Scalar | { readonly name: string; readonly value: Scalar };

/** Behind another pair, which has a plain value. */
export function insertedBehind(
  text: string,
  map: YAMLMap,
  { key, value: node }: Pair,
  name: string,
  value: Inserted,
): ChangedText {
  if (!isScalar(key) || !isScalar(node) || !key.range || !node.range) return byHand;
  const pair = pairText(name, value, key);
  const end = node.range[1];
  if (map.flow === true) return { ok: true, text: `${text.slice(0, end)}, ${pair}${text.slice(end)}` };
  return withLine(text, lineEnd(text, end), key, pair);
}

/** As the first of a mapping, which is the value of `holder` and has a pair at least. */
export function insertedFirst(
  text: string,
  { key: holder, value: map }: Pair,
  name: string,
  value: Inserted,
): ChangedText {
  const first = isMap(map) ? map.items[0]?.key : undefined;
  if (!isMap(map) || !isScalar(holder) || !isScalar(first)) return byHand;
  if (!map.range || !holder.range || !first.range) return byHand;
  const pair = pairText(name, value, first);
  if (map.flow !== true) return withLine(text, lineEnd(text, holder.range[1]), first, pair);
  const begin = map.range[0] + 1;
  return { ok: true, text: `${text.slice(0, begin)} ${pair},${text.slice(begin)}` };
}

function withLine(text: string, end: number, sibling: ScalarNode, pair: string): ChangedText {
  const begin = sibling.range?.[0] ?? 0;
  const indent = " ".repeat(begin - lineBegin(text, begin));
  return { ok: true, text: `${text.slice(0, end)}\n${indent}${pair}${text.slice(end)}` };
}

/** Without one pair of a mapping that has others. */
export function removed(text: string, map: YAMLMap, pair: Pair): ChangedText {
  const at = map.items.indexOf(pair);
  const [before, after] = [map.items[at - 1], map.items[at + 1]];
  const [begin, end] = [rangeOf(pair.key)?.[0], endOf(pair.value)];
  if (begin === undefined || end === undefined) return byHand;
  const isFlow = map.flow === true;
  const from = !isFlow ? lineBegin(text, begin) : after ? begin : endOf(before?.value);
  const to = !isFlow ? lineEnd(text, end) + 1 : after ? rangeOf(after.key)?.[0] : end;
  if (from === undefined || to === undefined || /[&*]\w/.test(text.slice(from, to))) return byHand;
  return { ok: true, text: text.slice(0, from) + text.slice(to) };
}

/** Where the last letter of a value is; undefined where only its indentation tells. */
function endOf(node: unknown): number | undefined {
  if (isMap(node) && node.flow !== true) return endOf(node.items.at(-1)?.value);
  return isScalar(node) || isMap(node) ? (isBlock(node) ? undefined : rangeOf(node)?.[1]) : undefined;
}

const rangeOf = (node: unknown) => (node as ParsedNode | null | undefined)?.range;
const lineBegin = (text: string, at: number) => text.lastIndexOf("\n", at - 1) + 1;

function lineEnd(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at;
}

/** With quotes where its neighbour has them: JSON stays JSON. */
function pairText(name: string, value: Inserted, neighbour: ScalarNode): string {
  const isQuoted = neighbour.type === ScalarNode.QUOTE_DOUBLE;
  const inner =
    typeof value === "object"
      ? `{ ${pairText(value.name, value.value, neighbour)} }`
      : isQuoted
        ? JSON.stringify(value)
        : written(value);
  return `${isQuoted ? JSON.stringify(name) : name}: ${inner}`;
}

function written(value: Scalar, instead?: unknown): string {
  const wasQuoted = isScalar(instead) && instead.type === ScalarNode.QUOTE_DOUBLE;
  if (typeof value !== "string") return String(value);
  // On one line, whatever is in it.
  return wasQuoted || /[\n,[\]{}]/.test(value)
    ? JSON.stringify(value)
    : stringify(value, { lineWidth: 0 }).trimEnd();
}
