import { placeOf } from "../../observe.ts";
import { otherThan } from "../flag-type.ts";
import type { FlagRule } from "../rule.ts";

const id = "flags/tombstone-reused";

export const rule: FlagRule = {
  id,
  mirror: id,
  title: "The key of a tombstone is used again",
  explanation:
    "A tombstone keeps its final value for old clients whose code still asks for the flag. Here its key serves something else: a client of years ago would be switched by a flag that it knows nothing of. The other way round nothing is lost: what becomes a tombstone serves its final value to everyone, as was meant.",
  check: ({ key, served, before }) => {
    const grave = before.find(({ isTombstone }) => isTombstone === true);
    if (!served || !grave || served.isTombstone === true || served.type !== grave.type) return [];
    const final = grave.values?.[0];
    const other = otherThan([final], served.type, served.values);
    if (grave.values?.length !== 1 || !other) return [];
    return [
      {
        ruleId: id,
        outcome: "breaking",
        direction: "request",
        operation: key,
        place: placeOf("receiver", served.at),
        why: `${key} was a tombstone that serves ${JSON.stringify(final)} for good, and may now be served as ${JSON.stringify(other.value)} to clients that still ask for it`,
        example: { value: { key, served: other.value, before: final }, at: "/served" },
        fixes: [
          "Give the new flag a new key: names cost nothing.",
          "Keep the tombstone until nobody asks for it.",
        ],
      },
    ];
  },
};
