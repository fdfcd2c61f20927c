import { fromMismatch } from "../../observe.ts";
import type { TypeRule } from "../../schema-set/rule.ts";
import { typeChangeOf } from "../type-constant.ts";

const id = "events/type-changed";
const fixes = [
  "Release consumers that know both types first: keep the schema of the old type beside that of the new one.",
  "Send the old type beside the new one until its last consumer is gone.",
  "If consumers do not look at this text as a whole, say so in their schema: a pattern instead of one value.",
];

/** At most this much else is told in the sentence. */
const toldBeyond = 3;

export const rule: TypeRule = {
  id,
  mirror: id,
  title: "A message calls itself by a name that the consumer's schema refuses",
  explanation:
    "The producer's schema and the consumer's have the same file name, but each fixes the message's type to one text, and the texts differ, often by a version number in them. A consumer that validates or looks up messages by their type does not take the other one, whatever else fits. It is one finding for each type; what else differs is told in its sentence, for whoever waives it. A consumer that has a schema for the producer's text under any file name is compared with that one instead.",
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
    const why = `it is sent as ${JSON.stringify(sent)}, the consumer takes ${JSON.stringify(taken)} only (${rest})`;
    const about = { ruleId: id, direction: "message", operation: pair.type, where: "message" } as const;
    return [fromMismatch({ ...item, why }, { ...about, side: "receiver", fixes })];
  },
};
