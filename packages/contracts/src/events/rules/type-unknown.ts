import { placeOf } from "../../observe.ts";
import type { MessageRule } from "../rule.ts";

const id = "events/type-unknown";

export const rule: MessageRule = {
  id,
  mirror: id,
  title: "The consumer does not know a type of message",
  explanation:
    "The producer's version may send a type of message that the consumer's version has no contract for. It happens when a type is added (consumers first), and when a type is retired in consumers while producers still send it or messages of it still wait.",
  check: ({ type, sent, accepted, sample }) =>
    accepted
      ? []
      : [
          {
            ruleId: id,
            outcome: "breaking",
            direction: "message",
            operation: type,
            place: placeOf("sender", sent),
            why: `messages of type ${type} may be sent, the consumer has no contract for them`,
            example: { value: sample()?.value ?? null, at: "" },
            fixes: [
              "Release the consumers that know the type first.",
              "Stop sending the type and drain the queue before its consumers go.",
            ],
          },
        ],
};
