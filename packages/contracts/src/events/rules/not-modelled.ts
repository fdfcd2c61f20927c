import { placeOf } from "../../observe.ts";
import type { EventRule } from "../event-pair.ts";
import type { ForeignPart } from "../message.ts";

const id = "events/not-modelled";

export const rule: EventRule = {
  id,
  mirror: id,
  title: "A message is described in a way that is not compared yet",
  explanation:
    "Avro, Protobuf, GraphQL, Thrift, XML Schema and others describe messages too, as files of their own or within an AsyncAPI document, and so do encodings such as `application/avro`. They are not compared. Where nothing changed that is known, and fits; where something did, the answer is unknown, never safe. The same holds for the answers to a message in AsyncAPI 3.",
  check: ({ type, message, counterpart, sent, accepted, whole }) => {
    if (!whole || !counterpart) return [];
    const [ours, theirs] = [message.foreign, counterpart.foreign];
    const differing = [
      ...ours
        .filter((each) => !theirs.some((other) => isSame(each, other)))
        .map((each) => ({ each, mine: true })),
      ...theirs
        .filter((each) => !ours.some((other) => isSame(each, other)))
        .map((each) => ({ each, mine: false })),
    ];
    const told = new Set<string>();
    return differing.flatMap(({ each, mine }) => {
      if (told.has(each.what)) return [];
      told.add(each.what);
      return [
        {
          ruleId: id,
          outcome: "unknown",
          direction: "message",
          operation: type,
          place: placeOf(mine ? "sender" : "receiver", each.at),
          other: placeOf(mine ? "receiver" : "sender", mine ? (accepted ?? counterpart.at) : sent),
          why: `${each.what}, and the two sides differ`,
          decides: each.decides,
          fixes: ["Look at both sides, then waive the finding by name.", "Keep it as it was."],
        },
      ];
    });
  },
};

function isSame(one: ForeignPart, other: ForeignPart): boolean {
  return one.part === other.part && one.what === other.what && one.identity === other.identity;
}
