import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { ParsedDocument } from "./parse.ts";
import { stepsOf } from "./pointer.ts";

/** Texts above this many characters are not parsed a second time for a line number. */
export const positionTextLimit = 4 * 1024 * 1024;

export interface Position {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

const memory = new WeakMap<ParsedDocument, { root: unknown; lines: LineCounter }>();

/** Line and column of a JSON pointer's key (or value), found on demand: most pointers are never shown. */
export function positionOf(document: ParsedDocument, pointer: string): Position | undefined {
  const steps = stepsOf(pointer);
  const { length } = document.text;
  if (!steps || length === 0 || length > positionTextLimit) return undefined;
  const { root, lines } = parsedAgain(document);
  let node: unknown = root;
  let offset = 0;
  for (const step of steps) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === step);
      if (!pair) break;
      offset = isNode(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = isNode(node) ? (node.range?.[0] ?? offset) : offset;
    } else break;
  }
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function parsedAgain(document: ParsedDocument) {
  const known = memory.get(document);
  if (known) return known;
  const lines = new LineCounter();
  const parsed = parseDocument(document.text, { lineCounter: lines, merge: true, logLevel: "silent" });
  const made = { root: parsed.contents as unknown, lines };
  memory.set(document, made);
  return made;
}
