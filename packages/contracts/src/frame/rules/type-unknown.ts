import { typeUnknownRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = typeUnknownRule(words, {
  title: "The receiver does not know a type of posted message",
  explanation:
    "The sender's version may post a type of message that the receiver's version has no contract for. It happens when a type is added (the side that receives it first), and when a frame forgets a type that open old pages still post.",
  fixes: [
    "Release the side that knows the type first.",
    "Stop posting the type, and wait until the pages that post it are gone.",
  ],
});
