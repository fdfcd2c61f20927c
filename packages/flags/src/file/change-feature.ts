import {
  isMap,
  isScalar,
  type Pair,
  parseDocument,
  Scalar as ScalarNode,
  stringify,
  type YAMLMap,
} from "yaml";
import type { Scalar } from "./feature-file.ts";
import { fileLimits } from "./limits.ts";

export type ChangedText =
  | { readonly ok: true; readonly text: string }
  /** unknown: no such feature · by-hand: it is written with an alias or in flagd's words, so that only a person can say where the value belongs. */
  | { readonly ok: false; readonly why: "unknown" | "by-hand" };

/**
 * The text of a file of features in which one feature has other plain values. All else stays as it was, to the letter:
 * comments, order, quotes. Whether the result is right is for `parseFeatures` to say.
 */
export function changeFeature(
  text: string,
  key: string,
  values: Readonly<Record<string, Scalar>>,
): ChangedText {
  let changed = text;
  for (const [name, value] of Object.entries(values)) {
    const next = withValue(changed, key, name, value);
    if (!next.ok) return next;
    changed = next.text;
  }
  return { ok: true, text: changed };
}

function withValue(text: string, key: string, name: string, value: Scalar): ChangedText {
  if (text.length > fileLimits.textLength) return { ok: false, why: "by-hand" };
  const root = parseDocument(text, { stringKeys: true, merge: true }).contents;
  const features = isMap(root) ? pairOf(root, "features")?.value : undefined;
  const pair = isMap(features) ? pairOf(features, key) : undefined;
  if (pair === undefined) return { ok: false, why: "unknown" };
  const feature = pair.value;
  if (!isMap(feature)) return { ok: false, why: "by-hand" };
  const old = pairOf(feature, name);
  return old === undefined ? inserted(text, feature, name, value) : replaced(text, old, value);
}

function replaced(text: string, { value: node }: Pair, value: Scalar): ChangedText {
  const range = isScalar(node) ? node.range : undefined;
  // A text over several lines ends where its indentation does: nothing else can be put in its place by letters.
  const isBlock = isScalar(node) && (node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL");
  if (!range || isBlock || (isScalar(node) && node.anchor !== undefined))
    return { ok: false, why: "by-hand" };
  if (isScalar(node) && node.value === value) return { ok: true, text };
  return { ok: true, text: text.slice(0, range[0]) + written(value, node) + text.slice(range[1]) };
}

/** Behind `enabled`, which every feature of our words has. */
function inserted(text: string, feature: YAMLMap, name: string, value: Scalar): ChangedText {
  const enabled = pairOf(feature, "enabled");
  const [key, node] = [enabled?.key, enabled?.value];
  if (!isScalar(key) || !isScalar(node) || !key.range || !node.range) return { ok: false, why: "by-hand" };
  const isQuoted = key.type === ScalarNode.QUOTE_DOUBLE;
  const line = `${isQuoted ? JSON.stringify(name) : name}: ${isQuoted ? JSON.stringify(value) : written(value)}`;
  if (feature.flow === true) {
    const end = node.range[1];
    return { ok: true, text: `${text.slice(0, end)}, ${line}${text.slice(end)}` };
  }
  const begins = text.lastIndexOf("\n", key.range[0] - 1) + 1;
  const ends = text.indexOf("\n", node.range[1]);
  const end = ends < 0 ? text.length : ends;
  const indent = " ".repeat(key.range[0] - begins);
  return { ok: true, text: `${text.slice(0, end)}\n${indent}${line}${text.slice(end)}` };
}

function written(value: Scalar, instead?: unknown): string {
  const wasQuoted = isScalar(instead) && instead.type === ScalarNode.QUOTE_DOUBLE;
  if (typeof value !== "string") return String(value);
  // On one line, whatever is in it.
  return wasQuoted || /[\n,[\]{}]/.test(value)
    ? JSON.stringify(value)
    : stringify(value, { lineWidth: 0 }).trimEnd();
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((each) => isScalar(each.key) && String(each.key.value) === key);
}
