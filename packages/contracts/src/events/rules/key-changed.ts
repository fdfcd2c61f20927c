import { canonicalJson, own } from "../../document/json.ts";
import { placeOf } from "../../observe.ts";
import type { TypeRule } from "../../schema-set/rule.ts";

const id = "events/key-changed";
const hints = ["x-partition-key", "x-ordering-key", "x-idempotency-key"];

export const rule: TypeRule = {
  id,
  mirror: id,
  title: "The key of a type of message differs",
  explanation:
    "Which field decides the partition, the order or the idempotency of a message is not part of a schema. Where a document notes it as x-partition-key, x-ordering-key or x-idempotency-key and the note differs, it is told; otherwise it belongs on the release's checklist.",
  check: ({ type, sent, accepted }) =>
    hints.flatMap((hint) => {
      const [before, after] = [own(sent.value, hint), own(accepted?.value, hint)];
      if (!accepted || canonicalJson(before ?? null) === canonicalJson(after ?? null)) return [];
      return [
        {
          ruleId: id,
          outcome: "notice",
          direction: "message",
          operation: type,
          place: placeOf("sender", sent),
          why: `${hint} is ${JSON.stringify(before ?? null)} for the producer, ${JSON.stringify(after ?? null)} for the consumer`,
          fixes: ["Check order and duplicates of messages that are under way while the key changes."],
        },
      ];
    }),
};
