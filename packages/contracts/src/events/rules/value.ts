import { inMessages } from "../message-findings.ts";
import type { MessageRule } from "../rule.ts";

const id = "events/value";
const fixes = [
  "Release the consumers with the wider limit first.",
  "Keep to the narrower limit until they are gone.",
];

export const rule: MessageRule = {
  id,
  mirror: id,
  title: "A message has a value outside of the consumer's limits",
  explanation:
    "A bound, a length, a pattern, a format, a count or an alternative of the consumer's contract is narrower than what the producer's allows.",
  check: (message) => inMessages(message, { ruleId: id, kind: "value", fixes }),
};
