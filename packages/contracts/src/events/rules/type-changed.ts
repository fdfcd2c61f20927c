import { fromMismatch } from "../../observe.ts";
import type { EventRule } from "../event-pair.ts";
import { typeChangeOf } from "../type-change.ts";

const id = "events/type-changed";
const fixes = [
  "Release consumers that know both first: keep the schema of the old type or version beside that of the new one.",
  "Send the old one beside the new one until its last consumer is gone.",
  "If consumers do not look at this value as a whole, say so in their schema: a pattern or a list instead of one value.",
];

/** At most this much else is told in the sentence. */
const toldBeyond = 3;

export const rule: EventRule = {
  id,
  mirror: id,
  title: "A message says to be of a type or version that the consumer's schema refuses",
  explanation:
    "The producer's schema and the consumer's are meant for each other by their names, but each fixes the message's type, or its version (`version`, `schemaVersion`, the `dataschema` of a CloudEvent), and they have no value in common. A consumer that validates or looks up messages by what they say they are does not take the other one, whatever else fits. It is one finding for each type; what else differs is told in its sentence, for whoever waives it. A consumer that has a schema for the producer's type and version under any name is compared with that one instead.",
  check: (pair) => {
    const change = typeChangeOf(pair);
    if (!change) return [];
    const { sent, taken, item, beyond } = change;
    const told = beyond.slice(0, toldBeyond).map(({ at, why }) => `${at === "" ? "" : `at ${at} `}${why}`);
    const more = beyond.length > toldBeyond ? [`${beyond.length - toldBeyond} more`] : [];
    const rest =
      told.length === 0
        ? "nothing else that is sent would be refused"
        : `also ${[...told, ...more].join("; ")}`;
    const why = `it is sent as ${sent}, the consumer takes ${taken} only (${rest})`;
    const about = { ruleId: id, direction: "message", operation: pair.type, where: "message" } as const;
    return [fromMismatch({ ...item, why }, { ...about, side: "receiver", fixes })];
  },
};
