import { mismatchRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = mismatchRule(words, "value", {
  title: "A message has a value outside of the consumer's limits",
  explanation:
    "A bound, a length, a pattern, a format, a count or an alternative of the consumer's contract is narrower than what the producer's allows.",
  fixes: [
    "Release the consumers with the wider limit first.",
    "Keep to the narrower limit until they are gone.",
  ],
});
