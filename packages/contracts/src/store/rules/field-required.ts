import { mismatchRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = mismatchRule(words, "field-required", {
  title: "The reader requires a field that a stored value may lack",
  explanation:
    "A field is required by the reader's version and not promised by the writer's. It happens when a required field is added while values of old versions are still stored, and when a writer drops a field that old readers need. A cache must expire in between; rows must be rewritten.",
  fixes: [
    "Accept the field as optional until the older values have expired or were rewritten.",
    "Release the writers that store the field first, and wait until the older values are over.",
    "Store the new shape under a key of its own (`x-key`), where nobody must read the other one.",
  ],
});
