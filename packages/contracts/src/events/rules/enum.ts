import { mismatchRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = mismatchRule(words, "enum", {
  title: "A message has a value that is not on the consumer's list",
  explanation:
    "The consumer's contract lists the values it knows and the producer's version may send another one. It happens when a member is added (consumers first), and when one is taken away while old messages wait (drain first). After it is sent, an old consumer cannot come back before the queue is empty.",
  fixes: [
    "Release the consumers that know the value first.",
    "Declare the consumer open-enum if it has a branch for unknown values.",
  ],
});
