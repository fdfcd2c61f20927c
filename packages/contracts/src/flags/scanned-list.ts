import { isObject, own } from "../document/json.ts";
import { below, type Location, rootOf } from "../document/library.ts";
import type { ParsedDocument } from "../document/parse.ts";
import { type Complaints, entriesOf } from "./flag-document.ts";
import { flagTypeOf } from "./flag-type.ts";
import type { FlagDoubt, KeyRead, SourceLine } from "./flags.ts";
import { typeAt } from "./reading-list.ts";
import type { FlagScan } from "./scan/found-reads.ts";

/**
 * What a scan of sources found, as a document: `scanned` with each key, its type, the defaults in the code and where;
 * `uncertain` with what cannot be told; `sources`, the number of files. It travels with a published version.
 */
export function scannedText({ reads, uncertain, files }: FlagScan): string {
  const scanned = Object.fromEntries(
    [...reads]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, { isDefaultUncertain, ...read }]) => [
        key,
        { ...read, ...(isDefaultUncertain ? { isDefaultUncertain } : {}) },
      ]),
  );
  return `${JSON.stringify({ scanned, uncertain, sources: files }, null, 1)}\n`;
}

/** What such a document says. */
export function scannedList(
  document: ParsedDocument,
  complaints: Complaints,
): { readonly reads: Map<string, KeyRead>; readonly doubts: readonly FlagDoubt[] } {
  const reads = new Map<string, KeyRead>();
  for (const [key, at] of entriesOf(document, "scanned", complaints)) {
    const read = readAt(at, complaints);
    if (read !== undefined) reads.set(key, read);
  }
  const sources = own(document.root, "sources");
  if (typeof sources !== "number" || sources < 1)
    complaints.add(
      rootOf(document),
      "there is no source code here that can be read: write a list of `reads` where it is in another language",
    );
  return { reads, doubts: doubtsOf(document) };
}

function readAt(at: Location, complaints: Complaints): KeyRead | undefined {
  const type = typeAt(at, complaints);
  const [defaults, places] = [own(at.value, "defaults"), own(at.value, "at")];
  if (type === undefined || !Array.isArray(defaults) || !Array.isArray(places)) return undefined;
  const isTold = own(at.value, "isDefaultUncertain") !== true && defaults.length > 0;
  const isFitting = defaults.every((each) => flagTypeOf(each) === type);
  const [first, ...others] = defaults as readonly unknown[];
  return {
    at,
    type,
    ...sourceOf(places[0]),
    // A default of another type is a mistake in the code: what its library makes of it, nobody knows.
    ...(isTold && isFitting
      ? { default: first, ...(others.length > 0 ? { otherDefaults: others } : {}) }
      : {}),
  };
}

function doubtsOf(document: ParsedDocument): readonly FlagDoubt[] {
  const list = below(rootOf(document), "uncertain");
  const entries = Array.isArray(list.value) ? list.value.filter(isObject) : [];
  return entries.map((entry, index) => {
    const [key, why, place] = [own(entry, "key"), own(entry, "why"), own(entry, "at")];
    return {
      at: below(list, index),
      why: `${typeof place === "string" && place !== "" ? `${place}: ` : ""}${String(why ?? "")}`,
      ...sourceOf(place),
      ...(typeof key === "string" ? { key } : {}),
    };
  });
}

/** "web/src/cart.ts:12:5". */
function sourceOf(place: unknown): { readonly source?: SourceLine } {
  const [, document, line] = /^(.+?):(\d+):\d+$/.exec(String(place)) ?? [];
  return document === undefined ? {} : { source: { document, line: Number(line) } };
}
