import type { Location } from "../document/library.ts";
import type { Message } from "./message.ts";

/** Messages of one direction; all of them where the document has none of it, or nobody knows whose words it holds. */
export function spoken(messages: readonly Message[], direction: Message["direction"]): readonly Message[] {
  const known = direction !== undefined && messages.some((each) => each.direction === direction);
  const meant = messages.filter(
    (each) => !known || each.direction === undefined || each.direction === direction,
  );
  return meant.filter((each, index) => meant.findIndex((other) => isTwin(each, other)) === index);
}

/** Those that may be meant for a message by where it travels; what the consumer's document says of the channel otherwise comes last. */
export function onChannel(
  { channel }: Message,
  taken: readonly Message[],
  all: readonly Message[],
): readonly Message[] {
  const there = (each: Message) =>
    channel === undefined || each.channel === undefined || each.channel === channel;
  const meant = taken.filter(there);
  return meant.length > 0 ? meant : spoken(all.filter(there), undefined);
}

/** The same message under both directions of one channel. */
function isTwin(one: Message, other: Message): boolean {
  return one.channel === other.channel && isAt(one.at, other.at) && one.type === other.type;
}

function isAt(one: Location, other: Location): boolean {
  return one.document === other.document && one.pointer === other.pointer;
}
