import { mismatchRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = mismatchRule(words, "field-required", {
  title: "The receiver requires a field that a posted message may lack",
  explanation:
    "A field is required by the receiver's version and not promised by the sender's. It happens when a new frame needs a field that open old pages do not send, and when a new page drops a field that the old frame needs.",
  fixes: [
    "Release the side that sends the field first, and wait until the open old pages are gone.",
    "Accept the field as optional.",
  ],
});
