import { type CompareContext, type CompareSettings, eventContracts } from "@crossfade/contracts";
import type { Observation } from "@crossfade/core";
import { readContract } from "./contract-story.ts";

type Messages = Readonly<Record<string, object>>;

/** Messages by name on one channel, as an AsyncAPI 2 document of the producer describes them; one of them stands alone. */
export function asyncApi2(messages: Messages, more: object = {}): string {
  const named = Object.entries(messages).map(([name, message]) => ({ name, ...message }));
  const message = named.length === 1 ? named[0] : { oneOf: named };
  return JSON.stringify({ asyncapi: "2.6.0", channels: { orders: { subscribe: { message } } }, ...more });
}

/** The same as an AsyncAPI 3 document. */
export function asyncApi3(messages: Messages, more: object = {}): string {
  return JSON.stringify({
    asyncapi: "3.0.0",
    channels: { orders: { address: "orders", messages } },
    operations: { place: { action: "send", channel: { $ref: "#/channels/orders" } } },
    ...more,
  });
}

/** A message called OrderPlaced, a whole document, or files of which `asyncapi.yaml` is the entry. */
type Side = object | string;

/** What a producer and a consumer with these documents have to say to each other. */
export function asyncMessages(
  sender: Side,
  receiver: Side,
  settings: Partial<CompareSettings> = {},
  context: CompareContext = {},
): readonly Observation[] {
  const all = { ...eventContracts.defaults, ...settings };
  return eventContracts.compare(asyncContract(sender), asyncContract(receiver), all, context);
}

function asyncContract(side: Side) {
  const files =
    typeof side === "object" && "asyncapi.yaml" in side ? side : { "asyncapi.yaml": textOf(side) };
  return readContract(eventContracts, files as Record<string, string>, "asyncapi.yaml");
}

function textOf(side: Side): string {
  return typeof side === "string" ? side : asyncApi3({ OrderPlaced: side });
}
