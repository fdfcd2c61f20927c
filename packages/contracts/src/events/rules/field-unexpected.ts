import { mismatchRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = mismatchRule(words, "field-unexpected", {
  title: "A message has a field that the consumer refuses",
  explanation:
    "The consumer is declared strict and its version takes no properties beyond those it knows; the producer's version sends one. Tolerant consumers, the default, never meet this rule.",
  fixes: [
    "Release the consumers that know the field first.",
    "Declare the consumer tolerant if it ignores unknown properties.",
  ],
});
