import { placeOf } from "../../observe.ts";
import { someOf } from "../flag-type.ts";
import type { FlagRule } from "../rule.ts";

const id = "flags/type";

export const rule: FlagRule = {
  id,
  mirror: id,
  title: "A flag is served with another type than its reader expects",
  explanation:
    "The reader's version asks for a value of one type, the receiver's version serves another. Flag libraries then answer with the default in the code: the flag no longer has a say. It happens when a switch becomes a variant, or a number a text.",
  check: ({ key, read, served }) => {
    if (!served || served.answers === "never" || served.type === read.type) return [];
    const value = someOf(served.type, served.values);
    return [
      {
        ruleId: id,
        outcome: "breaking",
        direction: "request",
        operation: key,
        place: placeOf("receiver", served.at),
        why: `${key} is served as a ${served.type}, its reader expects a ${read.type} and falls back to its own default`,
        example: {
          value: { key, served: value, ...("default" in read ? { now: read.default } : {}) },
          at: "/served",
        },
        fixes: [
          "Give the flag of the new type a new key, and keep serving the old one until no version that reads it is live.",
        ],
      },
    ];
  },
};
