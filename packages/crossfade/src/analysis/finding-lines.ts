import { Lines } from "@crossfade/contracts";
import type { Documents, Finding, FindingId, Place } from "@crossfade/core";
import type { EndDocuments } from "./pair-observations.ts";

/** Findings whose lines are looked up: nobody reads more, and every document has to be read once more for it. */
const maxLocated = 1_000;

/** The same findings; their places have lines where these can be told. */
export function withLines(
  findings: ReadonlyMap<FindingId, Finding>,
  documents: ReadonlyMap<FindingId, EndDocuments>,
): ReadonlyMap<FindingId, Finding> {
  const known = new Map<Documents, Lines>();
  const located = ({ side, document, pointer, line }: Place, ends: EndDocuments): Place => {
    const source = ends[side];
    if (!source || line !== undefined)
      return { side, document, pointer, ...(line === undefined ? {} : { line }) };
    const lines = known.get(source) ?? new Lines(source);
    known.set(source, lines);
    const found = lines.of(document, pointer);
    return { side, document, pointer, ...(found === undefined ? {} : { line: found }) };
  };
  return new Map(
    [...findings].map(([id, finding], index) => {
      const ends = documents.get(id);
      if (!ends || index >= maxLocated) return [id, finding];
      const other = finding.other ? { other: located(finding.other, ends) } : {};
      return [id, { ...finding, place: located(finding.place, ends), ...other }];
    }),
  );
}
