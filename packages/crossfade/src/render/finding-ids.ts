import { CrossfadeError, type Finding, type FindingId, suggestion } from "@crossfade/core";
import type { Report } from "../analysis/report.ts";

const shortest = 8;

/** The first characters of each id: eight, or as many as tell all of a report apart. */
export function shortIds(report: {
  readonly findings: Readonly<Record<FindingId, unknown>>;
}): (id: FindingId) => string {
  const ids = Object.keys(report.findings);
  const longest = Math.max(shortest, ...ids.map((each) => each.length));
  let length = shortest;
  while (length < longest && new Set(ids.map((each) => each.slice(0, length))).size < ids.length) length++;
  return (id) => id.slice(0, length);
}

/** The finding that an id, or the beginning of one, names. Throws CF_FINDING_UNKNOWN where it is none or several. */
export function findingByPrefix(report: Pick<Report, "findings">, prefix: string): Finding {
  const ids = Object.keys(report.findings);
  const exact = Object.hasOwn(report.findings, prefix) ? report.findings[prefix] : undefined;
  if (exact) return exact;
  const matches = prefix === "" ? [] : ids.filter((each) => each.startsWith(prefix.toLowerCase()));
  const [only] = matches;
  const finding = matches.length === 1 && only !== undefined ? report.findings[only] : undefined;
  if (finding) return finding;
  const short = shortIds(report);
  const nearest =
    matches.length > 1
      ? `Write more of it: ${matches.slice(0, 5).join(", ")} begin with it.`
      : suggestion(prefix.slice(0, shortest), ids.map(short));
  throw new CrossfadeError("CF_FINDING_UNKNOWN", { finding: prefix, nearest });
}
