import { canonicalJson } from "../../document/json.ts";
import { placeOf } from "../../observe.ts";
import type { EventRule } from "../event-pair.ts";

const id = "events/key-changed";

export const rule: EventRule = {
  id,
  mirror: id,
  title: "The key of a type of message differs",
  explanation:
    "Which field decides the partition, the order or the idempotency of a message is not part of a schema. Where a document notes it as x-partition-key, x-ordering-key or x-idempotency-key, or an AsyncAPI document describes the Kafka key or the number of partitions, and the two sides differ, it is told; otherwise it belongs on the release's checklist.",
  check: ({ type, message, counterpart, sent, whole }) => {
    if (!whole || !counterpart) return [];
    const names = new Set([...message.hints.keys(), ...counterpart.hints.keys()]);
    return [...names].flatMap((name) => {
      const [before, after] = [message.hints.get(name) ?? null, counterpart.hints.get(name) ?? null];
      if (canonicalJson(before) === canonicalJson(after)) return [];
      return [
        {
          ruleId: id,
          outcome: "notice",
          direction: "message",
          operation: type,
          place: placeOf("sender", sent),
          why: `${name} is ${JSON.stringify(before)} for the producer, ${JSON.stringify(after)} for the consumer`,
          fixes: ["Check order and duplicates of messages that are under way while the key changes."],
        },
      ];
    });
  },
};
