import { typeUnknownRule } from "../../schema-set/family.ts";
import { words } from "../words.ts";

export const rule = typeUnknownRule(words, {
  title: "The consumer does not know a type of message",
  explanation:
    "The producer's version may send a type of message that the consumer's version has no contract for. It happens when a type is added (consumers first), and when a type is retired in consumers while producers still send it or messages of it still wait. A consumer that skips what it does not know says `unread: fine` on the link: then it is a remark. Where each side has an AsyncAPI document of its own, a channel that the consumer's does not name is unknown until the link says `unread`.",
  fixes: [
    "Release the consumers that know the type first.",
    "Say `unread: fine` on the link if consumers skip what they do not know.",
    "Stop sending the type and drain the queue before its consumers go.",
  ],
});
