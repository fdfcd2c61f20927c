import type { Documents } from "@crossfade/core";
import { own } from "../document/json.ts";
import { Library } from "../document/library.ts";
import type { Flags } from "./flags.ts";
import { readFlags } from "./read-flags.ts";
import type { ScannedKey } from "./scan/found-reads.ts";

/** What a list of `reads` says, in the form of a scan; undefined where the document is none, or cannot be read. */
export function toldReads(path: string, documents: Documents): ReadonlyMap<string, ScannedKey> | undefined {
  const parsed = new Library(documents).load(path);
  if (parsed?.kind !== "document" || own(parsed.document.root, "reads") === undefined) return undefined;
  const reading = readFlags(path, documents, "sender");
  if (reading.kind === "problems") return undefined;
  const { reads } = reading.contract as Flags;
  return new Map(
    [...reads].map(([key, { type, default: fallback }]) => [
      key,
      { type, defaults: [fallback], isDefaultUncertain: false, at: [path] },
    ]),
  );
}

/** The keys that a document serves; none where it cannot be read. */
export function servedKeys(path: string, documents: Documents): readonly string[] {
  const reading = readFlags(path, documents, "receiver");
  return reading.kind === "problems" ? [] : [...(reading.contract as Flags).serves.keys()];
}
