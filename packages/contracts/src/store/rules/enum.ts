import { mismatchRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = mismatchRule(words, "enum", {
  title: "A stored value is not on the reader's list",
  explanation:
    "The reader's contract lists the values it knows and the writer's version may have stored another one. It happens when a member is added (readers first), and when one is taken away while old values are still stored. What was written stays for as long as the link retains it, whoever wrote it.",
  fixes: [
    "Release the readers that know the value first.",
    "Let the reader take any text, with a branch for values it does not know.",
    "Store the new shape under a key of its own (`x-key`), where nobody must read the other one.",
  ],
});
