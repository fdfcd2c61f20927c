import { mismatchRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = mismatchRule(words, "type", {
  title: "A stored value has a type that the reader does not take",
  explanation:
    "A value that the writer's contract allows has a JSON type that the reader's does not: a text where a number is read, null where none is expected.",
  fixes: [
    "Release readers that take both types first.",
    "Store the new type in a field or under a key of its own.",
  ],
});
