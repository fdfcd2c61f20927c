import { isMap, isScalar, parseDocument, type YAMLMap } from "yaml";
import { fileLimits } from "./limits.ts";
import type { ChangedText } from "./mapping-text.ts";

/** The text of a file of features without one feature; all else stays as it was, to the letter. */
export function removeFeature(text: string, key: string): ChangedText {
  if (text.length > fileLimits.textLength) return { ok: false, why: "by-hand" };
  const root = parseDocument(text, { stringKeys: true }).contents;
  const features = isMap(root) ? itemOf(root, "features")?.value : undefined;
  if (!isMap(features)) return { ok: false, why: "unknown" };
  const at = features.items.findIndex(({ key: each }) => isScalar(each) && each.value === key);
  const [item, next] = [features.items[at], features.items[at + 1]];
  if (item === undefined) return { ok: false, why: "unknown" };
  const begin = rangeOf(item.key)?.[0];
  const end = rangeOf(item.value)?.[1];
  const isAnchored = /&\w/.test(text.slice(begin, end));
  if (features.flow === true || begin === undefined || end === undefined || isAnchored)
    return { ok: false, why: "by-hand" };
  const from = text.lastIndexOf("\n", begin - 1) + 1;
  const after = rangeOf(next?.key)?.[0];
  const to = after === undefined ? lineEnd(text, end) : text.lastIndexOf("\n", after - 1) + 1;
  const rest = text.slice(0, from) + text.slice(to);
  return { ok: true, text: features.items.length === 1 ? withoutAny(rest) : rest };
}

/** `features:` with nothing below it would be nothing at all. */
function withoutAny(text: string): string {
  return text.replace(/^("?features"?:)[ \t]*$/m, "$1 {}");
}

function lineEnd(text: string, from: number): number {
  // A value that ends with its line ends behind it.
  if (text[from - 1] === "\n") return from;
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at + 1;
}

function itemOf(map: YAMLMap, key: string) {
  return map.items.find((each) => isScalar(each.key) && each.key.value === key);
}

function rangeOf(node: unknown): readonly number[] | undefined {
  return (node as { readonly range?: readonly number[] } | null | undefined)?.range;
}
