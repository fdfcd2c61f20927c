import type { Observation } from "@crossfade/core";
import type { Rule } from "../../rule.ts";
import { placeRead } from "../flag-place.ts";
import type { FlagDoubt, KeyServed } from "../flags.ts";

const id = "flags/read-uncertain";

/** Something that may read a flag, and what became of those that it may read. */
export interface DoubtQuestion {
  readonly doubt: FlagDoubt;
  /** What the reader may have been served so far, by key. */
  readonly before: ReadonlyMap<string, readonly KeyServed[]>;
  /** What it is served by the receiver. */
  readonly now: ReadonlyMap<string, KeyServed>;
  /** Whether it is known what was served where the reader was built. */
  readonly builtKnown: boolean;
}

export const rule: Rule<DoubtQuestion, Observation> = {
  id,
  mirror: id,
  title: "A flag may be read by code whose key cannot be told",
  explanation:
    "The sources were scanned, and in one place the key of a flag is made while the code runs, goes by another name, or stands outside of every call that is known to read flags. It may read a flag that is not served here, or that is served with another type than before. Whether it does, the scan cannot tell.",
  check: ({ doubt, before, now, builtKnown }) => {
    const keys = doubt.key === undefined ? [...before.keys()] : [doubt.key];
    const changed = keys.filter((key) => isChanged(before.get(key) ?? [], now.get(key)));
    const isNever = doubt.key !== undefined && !before.has(doubt.key) && builtKnown;
    const isUnknown = !builtKnown && changed.length === 0 && !isServed(doubt, now);
    if (isNever || (changed.length === 0 && !isUnknown)) return [];
    const which =
      changed.length > 0
        ? `${listed(changed)} is not served as before`
        : "what it was served where it was built is not known";
    return [
      {
        ruleId: id,
        outcome: "unknown",
        direction: "request",
        operation: doubt.key ?? (changed.length === 1 ? (changed[0] ?? "") : "a key that cannot be told"),
        place: placeRead(doubt),
        why: `${doubt.why}; ${which}`,
        decides:
          "a key that is a constant, the call in `flagCalls` of the component, or a list of what is read instead of the folder",
        fixes: [
          "Read the flag by a constant key, or name the call that reads it in `flagCalls` of crossfade.yaml.",
        ],
      },
    ];
  },
};

function isChanged(before: readonly KeyServed[], now: KeyServed | undefined): boolean {
  const answered = before.filter(({ answers }) => answers !== "never");
  return answered.some(({ type }) => now === undefined || now.answers !== "always" || now.type !== type);
}

/** A key that is told and served here finds what it asks for. */
function isServed({ key }: FlagDoubt, now: ReadonlyMap<string, KeyServed>): boolean {
  return key !== undefined && now.get(key)?.answers === "always";
}

function listed(keys: readonly string[]): string {
  const [first = "", ...rest] = keys;
  return rest.length === 0 ? first : `${first}, and ${rest.length} more,`;
}
