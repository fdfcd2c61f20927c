import { mismatchRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = mismatchRule(words, "value", {
  title: "A stored value is outside of the reader's limits",
  explanation:
    "A bound, a length, a pattern, a format, a count or an alternative of the reader's contract is narrower than what the writer's allows.",
  fixes: [
    "Release the readers with the wider limit first.",
    "Keep to the narrower limit until they are gone and what was stored is over.",
  ],
});
