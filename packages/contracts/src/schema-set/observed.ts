import type { Observation } from "@crossfade/core";
import { placeOf, wholeOf, withOther } from "../observe.ts";
import type { Rule } from "../rule.ts";
import type { TypePair } from "./rule.ts";

/** What the rules say of one pair, each with a place on both sides; `path` is the receiver's document or folder. */
export function observed<Pair extends TypePair>(
  rules: readonly Rule<Pair, Observation>[],
  pair: Pair,
  path: string,
): readonly Observation[] {
  const { sent, accepted, sample } = pair;
  const ends = {
    sender: placeOf("sender", sent),
    receiver: accepted ? placeOf("receiver", accepted) : wholeOf("receiver", path),
  };
  return rules
    .flatMap((rule) => rule.check(pair))
    .map((each) => withOther(withValue(each, sample), (side) => ends[side]));
}

/** A notice says with which value, too. */
function withValue(observation: Observation, sample: TypePair["sample"]): Observation {
  const made = observation.outcome === "notice" && !observation.example ? sample() : undefined;
  return made ? { ...observation, example: { value: made.value, at: "" } } : observation;
}
