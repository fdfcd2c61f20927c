import { mismatchRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = mismatchRule(words, "type", {
  title: "A message has a type that the consumer does not take",
  explanation:
    "A value that the producer's contract allows has a JSON type that the consumer's does not: a fraction for an integer, null where none is expected.",
  fixes: ["Release consumers that take both types first.", "Send the new type under a new name."],
});
