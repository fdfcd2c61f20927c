import { createHash } from "node:crypto";
import { compileFlags, type FlagSet } from "@crossfade/flags/evaluate";
import {
  definitionsOf,
  type FeatureFile,
  type FileComplaint,
  type FlagdDocument,
  parseFeatures,
} from "@crossfade/flags/file";

/** A text of a file of features, ready to be asked. */
export interface FlagContents {
  readonly text: string;
  /** Of the text. */
  readonly hash: string;
  readonly file: FeatureFile;
  readonly document: FlagdDocument;
  readonly flags: FlagSet;
}

export type ReadContents =
  | { readonly ok: true; readonly contents: FlagContents }
  | { readonly ok: false; readonly complaints: readonly FileComplaint[] };

/** Text → features → definitions → closures. `name` stands in complaints. */
export function readContents(text: string, name: string, clock: () => number): ReadContents {
  const parsed = parseFeatures(text, name);
  if (!parsed.ok) return parsed;
  const { file } = parsed;
  const document = definitionsOf(file);
  const flags = compileFlags(document, { clock });
  return { ok: true, contents: { text, hash: hashOf(text), file, document, flags } };
}

/** Enough to tell texts apart, short enough for a header. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** "feature-flags.yaml:3:5 This key …; and 2 more". */
export function complaintsText(complaints: readonly FileComplaint[]): string {
  const [first, ...rest] = complaints;
  if (first === undefined) return "it holds nothing.";
  const { file, line, column, message, expected } = first;
  const more = rest.length === 0 ? "" : ` And ${rest.length} more.`;
  return `${file}:${line}:${column} ${message}${expected === undefined ? "" : ` ${expected}`}${more}`;
}
