import { mismatchRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = mismatchRule(words, "type", {
  title: "A posted message has a type that the receiver does not take",
  explanation:
    "A value that the sender's contract allows has a JSON type that the receiver's does not: a fraction for an integer, null where none is expected.",
  fixes: ["Release the side that takes both types first.", "Send the new type under a new name."],
});
