import { inMessages } from "../message-findings.ts";
import type { MessageRule } from "../rule.ts";

const id = "events/enum";
const fixes = [
  "Release the consumers that know the value first.",
  "Declare the consumer open-enum if it has a branch for unknown values.",
];

export const rule: MessageRule = {
  id,
  mirror: id,
  title: "A message has a value that is not on the consumer's list",
  explanation:
    "The consumer's contract lists the values it knows and the producer's version may send another one. It happens when a member is added (consumers first), and when one is taken away while old messages wait (drain first). After it is sent, an old consumer cannot come back before the queue is empty.",
  check: (message) => inMessages(message, { ruleId: id, kind: "enum", fixes }),
};
