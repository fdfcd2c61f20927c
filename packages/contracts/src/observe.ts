import type { Direction, Observation, Place } from "@crossfade/core";
import type { Location } from "./document/library.ts";
import type { Difference } from "./schema/comparison.ts";

export type SchemaMismatch = Difference["mismatches"][number];

export function placeOf(side: Place["side"], at: Location): Place {
  return { side, document: at.document.path, pointer: at.pointer };
}

/** The same observation, with the other side's place where the rule names only one. */
export function withOther(observation: Observation, at: (side: Place["side"]) => Place): Observation {
  if (observation.other) return observation;
  return { ...observation, other: at(observation.place.side === "sender" ? "receiver" : "sender") };
}

/** A document as a whole, or a folder of them. */
export function wholeOf(side: Place["side"], document: string): Place {
  return { side, document, pointer: "" };
}

/** What rules about a value's schema have in common: the claim, and where the receiver's schema says no. */
export function fromMismatch(
  item: SchemaMismatch,
  about: {
    ruleId: string;
    direction: Direction;
    operation: string;
    where: string;
    side: Place["side"];
    fixes: readonly string[];
  },
): Observation {
  const at = item.at === "" ? "" : ` at ${item.at}`;
  const [keyword = ""] = item.keyword.split(" ");
  return {
    ruleId: about.ruleId,
    outcome: "breaking",
    direction: about.direction,
    operation: about.operation,
    place: { ...placeOf(about.side, item.place), keyword },
    other: { ...placeOf(about.side === "sender" ? "receiver" : "sender", item.sentPlace), keyword },
    why: `${about.where}${at}: ${item.why}`,
    claim: item.claim,
    fixes: about.fixes,
  };
}

/** The kinds of mismatch that have a rule of their own. */
export type MismatchKind = "field-required" | "field-unexpected" | "type" | "enum" | "value";

export function kindOf(item: SchemaMismatch): MismatchKind {
  if (item.keyword.startsWith("required ")) return "field-required";
  if (item.keyword === "false") return "field-unexpected";
  if (item.keyword === "type" || item.keyword === "enum") return item.keyword;
  return "value";
}
