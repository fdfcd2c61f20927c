import { inMessages } from "../message-findings.ts";
import type { MessageRule } from "../rule.ts";

const id = "events/type";
const fixes = ["Release consumers that take both types first.", "Send the new type under a new name."];

export const rule: MessageRule = {
  id,
  mirror: id,
  title: "A message has a type that the consumer does not take",
  explanation:
    "A value that the producer's contract allows has a JSON type that the consumer's does not: a fraction for an integer, null where none is expected.",
  check: (message) => inMessages(message, { ruleId: id, kind: "type", fixes }),
};
