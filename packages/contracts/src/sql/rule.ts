import type { Direction, Observation } from "@crossfade/core";
import type { Rule } from "../rule.ts";
import type { Catalogue, Relation } from "./catalogue/catalogue.ts";
import { shortened } from "./parser.ts";
import type { Query } from "./query/query.ts";
import type { Fault, FaultKind, Use } from "./query/use.ts";

/** One query, and a schema that it may meet. */
export interface Meeting {
  readonly query: Query;
  /** What it needs of the schema that it meets. Missing where the query cannot be parsed. */
  readonly now: Use | undefined;
  /** The same for the schema that its version was built against; missing where that is not known. */
  readonly built: Use | undefined;
}

/** A meeting of which both schemas are known. */
export interface Change extends Meeting {
  readonly now: Use;
  readonly built: Use;
}

export type SqlRule = Rule<Meeting, Observation>;

export function changeOf(meeting: Meeting): Change | undefined {
  const { query, now, built } = meeting;
  return now && built ? { query, now, built } : undefined;
}

/** What all observations about a query have in common. */
export function about(
  ruleId: string,
  { query }: Meeting,
  direction: Direction,
): Pick<Observation, "ruleId" | "direction" | "operation" | "place" | "example"> {
  return {
    ruleId,
    direction,
    operation: query.name,
    place: {
      side: "sender",
      document: query.document,
      pointer: query.pointer,
      ...(query.line === undefined ? {} : { line: query.line, text: shortened(query.sql) }),
    },
    example: { value: query.sql, at: "" },
  };
}

export function unknown(
  ruleId: string,
  meeting: Meeting,
  {
    why,
    decides,
    fixes,
    direction = "request",
  }: Pick<Observation, "why" | "fixes"> & { decides: string; direction?: Direction },
): Observation {
  return { ...about(ruleId, meeting, direction), outcome: "unknown", why, decides, fixes };
}

/** Faults of some kinds: breaking, unless the schema's migrations leave room for doubt. */
export function faultsOf(
  ruleId: string,
  meeting: Meeting,
  kinds: readonly FaultKind[],
  fixes: readonly string[],
): Observation[] {
  return (meeting.now?.faults ?? [])
    .filter(({ kind }) => kinds.includes(kind))
    .map((fault): Observation => {
      const base = { ...about(ruleId, meeting, "request"), fixes };
      const why = `${fault.what} (${fault.sqlstate})`;
      const before = faultLike(meeting.built, fault);
      if (before && before.doubt !== undefined && fault.doubt === undefined)
        return {
          ...base,
          outcome: "unknown",
          why: `${why}; where the version was built, that is not certain because of ${before.doubt}`,
          decides: "the same change written as plain statements",
        };
      if (before)
        return {
          ...base,
          outcome: "unknown",
          why: `${why}; so it is in the schema that the version was built against, and it works nevertheless or not at all`,
          decides: "whether something else than these migrations makes it: add that to them",
        };
      if (fault.doubt === undefined) return { ...base, outcome: "breaking", why };
      return {
        ...base,
        outcome: "unknown",
        why: `${why}; not certain because of ${fault.doubt}`,
        decides: "the same change written as plain statements",
      };
    });
}

/** The same fault on another schema. */
export function faultLike(use: Use | undefined, { kind, key }: Fault): Fault | undefined {
  return use?.faults.find((each) => each.kind === kind && each.key === key);
}

/** The same table or view in the other catalogue. */
export function sameRelation(catalogue: Catalogue, { schema, name }: Relation): Relation | undefined {
  return catalogue.relations.get(`${schema}.${name}`);
}

/** "a, b and c"; long lists are cut. */
export function listed(names: readonly string[]): string {
  const shown = names.length > 5 ? [...names.slice(0, 4), `${names.length - 4} more`] : [...names];
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}
