import { mismatchRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = mismatchRule(words, "field-unexpected", {
  title: "A posted message has a field that the receiver refuses",
  explanation:
    "The receiver's version takes no properties beyond those it knows, and the sender's version posts one. Tolerant receivers, the default, never meet this rule.",
  fixes: ["Release the side that knows the field first.", "Let the receiver ignore unknown properties."],
});
