import type { Documents } from "@crossfade/core";
import { type FlagCall, scriptCalls, textCalls } from "./call-template.ts";
import { type FlagScan, FoundReads } from "./found-reads.ts";
import { scanLimits } from "./scan-limits.ts";
import { type FileNames, namesOf } from "./script-constants.ts";
import { parseScript, type Syntax } from "./script-parser.ts";
import { callsByName, readScript } from "./script-reads.ts";
import { ScriptValues } from "./script-values.ts";
import { holdsScript, sourceKindOf } from "./source-files.ts";
import { placeAt, readText } from "./text-reads.ts";

export interface FlagScanRequest {
  /** Of the component, tests and vendored folders among them: they are left out here. */
  readonly paths: readonly string[];
  readonly documents: Pick<Documents, "read">;
  /** Calls of the component's own, beside those of OpenFeature. */
  readonly calls: readonly FlagCall[];
  /** Keys that are served: where one of them is written, and no call that is known reads it, that is told. */
  readonly knownKeys: ReadonlySet<string>;
}

interface Script {
  readonly path: string;
  readonly root: Syntax;
  readonly names: FileNames;
}

/**
 * Which flags sources read, with the default in the code. Keys and defaults are followed over constants, enums, members of
 * objects and imports of the same sources; what cannot be followed is told as uncertain, with its place.
 */
export function scanFlags({ paths, documents, calls, knownKeys }: FlagScanRequest): FlagScan {
  const found = new FoundReads();
  const mentions = new Map<string, string>();
  const mention = (text: string, at: string) => {
    if (knownKeys.has(text) && !mentions.has(text)) mentions.set(text, at);
  };
  const scripts: Script[] = [];
  for (const { path, kind, text } of textsOf(paths, documents, found)) {
    found.file();
    if (kind === "text") {
      readText({ path, text, calls: textCallsOf(path, calls), found });
      for (const key of knownKeys) mentionsIn(path, text, key, mention);
    } else addScript(path, text, scripts, found);
  }
  const values = new ScriptValues(filesOf(scripts));
  const byName = callsByName([...scriptCalls, ...calls]);
  for (const { path, root } of scripts)
    readScript({ path, root, values, calls: byName, found, onText: mention });
  for (const [key, at] of mentions)
    if (!found.keys.has(key))
      found.doubt({ at, key, why: "it is named here, and by no call that is known to read flags" });
  return found.done();
}

function textCallsOf(path: string, own: readonly FlagCall[]): readonly FlagCall[] {
  return [...(holdsScript(path) ? scriptCalls : textCalls), ...own];
}

function addScript(path: string, text: string, scripts: Script[], found: FoundReads): void {
  const parsed = parseScript(path, text);
  if (parsed.ok) scripts.push({ path, root: parsed.root, names: namesOf(parsed.root) });
  else
    found.doubt({ at: `${path}:${parsed.line}:${parsed.column}`, why: `it cannot be parsed: ${parsed.why}` });
}

function* textsOf(paths: readonly string[], documents: Pick<Documents, "read">, found: FoundReads) {
  let [files, length] = [0, 0];
  for (const path of paths) {
    const kind = sourceKindOf(path);
    if (kind === undefined) continue;
    if (files >= scanLimits.files || length >= scanLimits.totalLength) {
      const limit = files >= scanLimits.files ? "files" : "totalLength";
      found.doubt({ at: path, why: `it and what follows is not read (limit ${limit})` });
      return;
    }
    const text = textOf(path, documents);
    if (text === undefined) found.doubt({ at: path, why: "it cannot be read as text" });
    else if (text.length > scanLimits.fileLength)
      found.doubt({
        at: path,
        why: `it is longer than ${scanLimits.fileLength} characters (limit fileLength)`,
      });
    else yield { path, kind, text };
    files++;
    length += text?.length ?? 0;
  }
}

function textOf(path: string, documents: Pick<Documents, "read">): string | undefined {
  try {
    return documents.read(path);
  } catch {
    return undefined;
  }
}

function mentionsIn(
  path: string,
  text: string,
  key: string,
  mention: (key: string, at: string) => void,
): void {
  for (const quote of ['"', "'", "`"]) {
    const at = text.indexOf(quote + key + quote);
    if (at >= 0) mention(key, placeAt(path, text, at));
  }
}

const endings = [
  "",
  ".ts",
  ".tsx",
  ".mts",
  ".js",
  ".jsx",
  ".mjs",
  ".cts",
  ".cjs",
  "/index.ts",
  "/index.tsx",
  "/index.js",
];

function filesOf(scripts: readonly Script[]) {
  const byPath = new Map(scripts.map((each) => [each.path, each]));
  return {
    names: (path: string) => byPath.get(path)?.names,
    resolve(from: string, source: string): string | undefined {
      if (!source.startsWith(".")) return undefined;
      const base = beside(from, source);
      if (base === undefined) return undefined;
      // In TypeScript `./flags.js` means flags.ts.
      const bare = base.replace(/\.[cm]?jsx?$/, "");
      return [base, bare]
        .flatMap((each) => endings.map((end) => each + end))
        .find((each) => byPath.has(each));
    },
  };
}

function beside(from: string, source: string): string | undefined {
  const path = from.split("/").slice(0, -1);
  for (const part of source.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") path.push(part);
    else if (path.pop() === undefined) return undefined;
  }
  return path.join("/");
}
