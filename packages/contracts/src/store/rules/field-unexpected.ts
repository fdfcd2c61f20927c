import { mismatchRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = mismatchRule(words, "field-unexpected", {
  title: "A stored value has a field that the reader refuses",
  explanation:
    "The reader's version takes no properties beyond those it knows, and the writer's version stores one. Tolerant readers, the default, never meet this rule.",
  fixes: ["Release the readers that know the field first.", "Let the reader ignore unknown properties."],
});
