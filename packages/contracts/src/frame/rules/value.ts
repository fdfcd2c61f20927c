import { mismatchRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = mismatchRule(words, "value", {
  title: "A posted message has a value outside of the receiver's limits",
  explanation:
    "A bound, a length, a pattern, a format, a count or an alternative of the receiver's contract is narrower than what the sender's allows.",
  fixes: [
    "Release the side with the wider limit first.",
    "Keep to the narrower limit until the pages and frames that need it are gone.",
  ],
});
