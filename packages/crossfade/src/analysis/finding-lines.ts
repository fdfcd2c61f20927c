import { Lines } from "@crossfade/contracts";
import type { Documents, Finding, FindingId, Place } from "@crossfade/core";
import type { AnalysisInput } from "./input.ts";
import { KnownLines } from "./known-lines.ts";
import type { EndDocuments } from "./pair-observations.ts";

/** Findings whose lines are looked up: nobody reads more, and every document has to be read once more for it. */
const maxLocated = 1_000;

/** The same findings; their places have lines where these can be told. */
export function withLines(
  findings: ReadonlyMap<FindingId, Finding>,
  documents: ReadonlyMap<FindingId, EndDocuments>,
  { cache, hash, explain }: Pick<AnalysisInput, "cache" | "hash" | "explain">,
): ReadonlyMap<FindingId, Finding> {
  const known = new Map<Documents, KnownLines>();
  const located = (place: Place, ends: EndDocuments, explained: boolean): Place => {
    const source = ends[place.side];
    if (!source || place.line !== undefined) return place;
    const lines = known.get(source) ?? new KnownLines(source, cache, hash);
    known.set(source, lines);
    const found = lines.of(place);
    if (found || !explained) return { ...place, ...found };
    const { document, pointer, keyword } = place;
    return { ...place, ...new Lines(source, { large: true }).of(document, pointer, keyword) };
  };
  const all = new Map(
    [...findings].map(([id, finding], index): [FindingId, Finding] => {
      const ends = documents.get(id);
      const explained = explain !== undefined && id.startsWith(explain);
      if (!ends || (index >= maxLocated && !explained)) return [id, finding];
      const other = finding.other ? { other: located(finding.other, ends, explained) } : {};
      return [id, { ...finding, place: located(finding.place, ends, explained), ...other }];
    }),
  );
  for (const lines of known.values()) lines.keep();
  return all;
}
