import { type Document, isAlias, isMap, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { codeFrame } from "./code-frame.ts";
import type { Complaint } from "./complaint.ts";
import type { Position } from "./position.ts";

/** Limits on foreign text: a larger crossfade.yaml is refused, and so is a small one that would grow by its aliases. */
const maxConfigBytes = 1024 * 1024;
const maxAliases = 100;

export type Path = readonly (string | number)[];

/** A crossfade.yaml that is well-formed YAML: its value, and where each part of it stands. */
export interface ConfigText {
  readonly file: string;
  readonly text: string;
  readonly value: unknown;
  /** The place of a value, or of its key; of the nearest parent where it is missing. */
  position(path: Path, of: "key" | "value"): Position;
}

export function readYaml(text: string, file: string): ConfigText | readonly Complaint[] {
  const start = { line: 1, column: 1 };
  const whole = (message: string, expected: string) => [{ file, ...start, path: "", message, expected }];
  if (text.length > maxConfigBytes)
    return whole(
      `The file is larger than ${maxConfigBytes} bytes.`,
      "Move what is not configuration elsewhere.",
    );
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
    const troubles = [...document.errors, ...document.warnings];
    if (troubles.length > 0)
      return troubles.slice(0, 50).map((each) => syntaxComplaint(each, { text, file, lines }));
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    const position = (path: Path, of: "key" | "value") => find(document, lines, path, of);
    return { file, text, value, position };
  } catch (error) {
    if (error instanceof RangeError)
      return whole("The YAML is nested too deeply.", "Three or four levels are enough.");
    if (error instanceof ReferenceError)
      return whole(
        `Its aliases would be written out more than ${maxAliases} times, or point nowhere.`,
        "Write the values out.",
      );
    throw error;
  }
}

function syntaxComplaint(
  trouble: { pos: [number, number]; code: string; message: string },
  { text, file, lines }: { text: string; file: string; lines: LineCounter },
): Complaint {
  const { line, col } = lines.linePos(trouble.pos[0]);
  const message =
    trouble.code === "DUPLICATE_KEY" ? "This key stands here twice." : `Not valid YAML: ${trouble.message}.`;
  const at = { line: Math.max(1, line), column: Math.max(1, col) };
  return {
    file,
    ...at,
    path: "",
    message: message.replace(/\.\.$/, "."),
    frame: codeFrame(text, at.line, at.column),
  };
}

function find(document: Document, lines: LineCounter, path: Path, of: "key" | "value"): Position {
  let node = document.contents as Node | null;
  let best = node;
  for (const [depth, step] of path.entries()) {
    const next: Step = child(document, node, step);
    const last = depth === path.length - 1;
    if (next.key === undefined && next.value === undefined) break;
    best = (last && of === "key" ? (next.key ?? next.value) : (next.value ?? next.key)) ?? best;
    node = next.value ?? null;
  }
  const offset = best?.range?.[0] ?? 0;
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

interface Step {
  readonly key?: Node | undefined;
  readonly value?: Node | undefined;
}

function child(document: Document, parent: Node | null, step: string | number): Step {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isSeq(node)) return { value: node.items[Number(step)] as Node | undefined };
  if (!isMap(node)) return {};
  const pair = node.items.find(
    (each) => String((each.key as { value?: unknown } | null)?.value) === String(step),
  );
  return { key: pair?.key as Node | undefined, value: (pair?.value as Node | null) ?? undefined };
}
