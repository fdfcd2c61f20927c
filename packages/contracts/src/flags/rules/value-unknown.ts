import { placeOf } from "../../observe.ts";
import { otherThan } from "../flag-type.ts";
import type { FlagRule } from "../rule.ts";

const id = "flags/value-unknown";

export const rule: FlagRule = {
  id,
  mirror: id,
  title: "A flag may be served with a value that its reader does not know",
  explanation:
    "The reader's version lists the values it knows, and the receiver's version may serve another. It happens when a variant is added before the clients that know it are out, and when a client that drops a variant meets a server that still serves it.",
  check: ({ key, read, served }) => {
    if (!served || served.answers === "never" || served.type !== read.type || !read.values) return [];
    const strange = otherThan(read.values, served.type, served.values);
    if (!strange) return [];
    const values = read.values.map((each) => JSON.stringify(each)).join(", ");
    return [
      {
        ruleId: id,
        outcome: "breaking",
        direction: "request",
        operation: key,
        place: placeOf("receiver", served.at),
        why: `${key} may be served as ${JSON.stringify(strange.value)}, its reader knows ${values}`,
        example: { value: { key, served: strange.value }, at: "/served" },
        fixes: [
          "Release the clients that know the value first, and serve it when the older ones are gone.",
          "Say in the served list which values may be served, if fewer can.",
        ],
      },
    ];
  },
};
