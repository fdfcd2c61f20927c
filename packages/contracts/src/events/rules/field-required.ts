import { mismatchRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = mismatchRule(words, "field-required", {
  title: "The consumer requires a field that a message may lack",
  explanation:
    "A field is required by the consumer's version and not promised by the producer's. It happens when a required field is added while old producers still run or old messages still wait, and when a producer drops a field that old consumers need. A queue must then be drained in between.",
  fixes: [
    "Release the producers that send the field first, and wait until the older messages are read.",
    "Accept the field as optional.",
  ],
});
