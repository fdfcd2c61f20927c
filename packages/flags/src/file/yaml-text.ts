import { type Document, isAlias, isMap, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { FileComplaint, Path, Report } from "./complaint.ts";
import { fileLimits } from "./limits.ts";

/** A file that is well-formed YAML (JSON is): its value, and how to complain about a place in it. */
export interface YamlText {
  readonly value: unknown;
  readonly report: Report;
  /** In the order of the file, at most `fileLimits.complaints`. */
  readonly complaints: () => readonly FileComplaint[];
}

export type ReadYaml = YamlText | { readonly troubles: readonly FileComplaint[] };

export function readYaml(text: string, file: string): ReadYaml {
  const lines = new LineCounter();
  const whole = (message: string, expected: string) => ({
    troubles: [{ file, line: 1, column: 1, path: "", message, expected }],
  });
  if (text.length > fileLimits.textLength)
    return whole(`The file is longer than ${fileLimits.textLength} characters.`, "Split it.");
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      merge: true,
    });
    const wrong = [...document.errors, ...document.warnings].slice(0, fileLimits.complaints);
    if (wrong.length > 0) return { troubles: wrong.map((each) => syntax(each, file, lines)) };
    const value: unknown = document.toJS({ maxAliasCount: fileLimits.aliases });
    return { value, ...reporting(document, lines, file) };
  } catch (error) {
    if (error instanceof RangeError) return whole("The YAML is nested too deeply.", "Ten levels are enough.");
    if (error instanceof ReferenceError)
      return whole(
        `Its aliases would be written out more than ${fileLimits.aliases} times, or point nowhere.`,
        "Write the values out.",
      );
    throw error;
  }
}

interface Trouble {
  readonly pos: readonly [number, number];
  readonly code: string;
  readonly message: string;
}

function syntax({ pos, code, message }: Trouble, file: string, lines: LineCounter): FileComplaint {
  const said = code === "DUPLICATE_KEY" ? "This key stands here twice." : `Not valid YAML: ${message}.`;
  return { file, ...placeAt(lines, pos[0]), path: "", message: said.replace(/\.\.$/, ".") };
}

function reporting(
  document: Document,
  lines: LineCounter,
  file: string,
): Pick<YamlText, "report" | "complaints"> {
  const found: FileComplaint[] = [];
  const report: Report = (path, message, expected, of = "value") => {
    found.push({
      file,
      ...placeAt(lines, offsetOf(document, path, of)),
      path: path.join("."),
      message,
      ...(expected === undefined ? {} : { expected }),
    });
  };
  const order = (one: FileComplaint, other: FileComplaint) =>
    one.line - other.line || one.column - other.column;
  return { report, complaints: () => found.toSorted(order).slice(0, fileLimits.complaints) };
}

function placeAt(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** Of the nearest parent where there is nothing. */
function offsetOf(document: Document, path: Path, of: "key" | "value"): number {
  let node = document.contents as Node | null | undefined;
  let best = node;
  for (const [depth, step] of path.entries()) {
    const { key, value } = child(isAlias(node) ? node.resolve(document) : node, step);
    if (!key && !value) break;
    best = (depth === path.length - 1 && of === "key" ? (key ?? value) : (value ?? key)) ?? best;
    node = value;
  }
  return best?.range?.[0] ?? 0;
}

function child(parent: unknown, step: string | number): { key?: Node | undefined; value?: Node | undefined } {
  if (isSeq(parent)) return { value: parent.items[Number(step)] as Node | undefined };
  if (!isMap(parent)) return {};
  const pair = parent.items.find(
    (each) => String((each.key as { value?: unknown } | null)?.value) === String(step),
  );
  return { key: pair?.key as Node | undefined, value: (pair?.value as Node | null) ?? undefined };
}
