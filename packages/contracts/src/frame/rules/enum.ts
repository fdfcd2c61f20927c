import { mismatchRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = mismatchRule(words, "enum", {
  title: "A message between windows has a value that is not on the receiver's list",
  explanation:
    "The receiver's contract lists the values it knows and the sender's version may post another one. A page that is open stays what it was while its frame is loaded anew: old pages meet new frames for as long as they stay open.",
  fixes: [
    "Release the side that knows the value first.",
    "Let the receiver take any text, with a branch for values it does not know.",
  ],
});
