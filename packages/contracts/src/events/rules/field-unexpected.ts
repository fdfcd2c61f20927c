import { inMessages } from "../message-findings.ts";
import type { MessageRule } from "../rule.ts";

const id = "events/field-unexpected";
const fixes = [
  "Release the consumers that know the field first.",
  "Declare the consumer tolerant if it ignores unknown properties.",
];

export const rule: MessageRule = {
  id,
  mirror: id,
  title: "A message has a field that the consumer refuses",
  explanation:
    "The consumer is declared strict and its version takes no properties beyond those it knows; the producer's version sends one. Tolerant consumers, the default, never meet this rule.",
  check: (message) => inMessages(message, { ruleId: id, kind: "field-unexpected", fixes }),
};
