import { placeOf } from "../../observe.ts";
import type { EventRule } from "../event-pair.ts";

const id = "events/content-type";

export const rule: EventRule = {
  id,
  mirror: id,
  title: "A message is encoded in another way than the consumer expects",
  explanation:
    "The producer's AsyncAPI document gives the message another `contentType` than the consumer's. Where only one of the two is JSON the consumer cannot read it, whatever the schemas say. Where both are forms of JSON it depends on what the consumer looks at, and is unknown.",
  check: ({ type, message, counterpart, sent, accepted, whole }) => {
    const [from, to] = [message.contentType, counterpart?.contentType];
    if (!whole || !accepted || from === undefined || to === undefined || from === to) return [];
    const about = {
      ruleId: id,
      direction: "message",
      operation: type,
      place: placeOf("receiver", counterpart?.at ?? accepted),
      other: placeOf("sender", sent),
      why: `it is sent as ${from}, the consumer takes ${to}`,
      fixes: [
        "Release consumers that read both encodings first.",
        "Send the new encoding on a channel of its own.",
      ],
    } as const;
    if (isJson(from) !== isJson(to))
      return [{ ...about, outcome: "breaking", example: { value: `content-type: ${from}`, at: "" } }];
    return [{ ...about, outcome: "unknown", decides: "the same contentType on both sides" }];
  },
};

function isJson(contentType: string): boolean {
  return /[/+]json$/.test(contentType);
}
