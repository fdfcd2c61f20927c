import type { Observation } from "@crossfade/core";
import type { CompareSettings, Contract, ContractKind } from "../contract.ts";
import { SchemaComparison } from "../schema/comparison.ts";
import { acceptedView, sentView } from "../schema/view.ts";
import { type Events, readEvents } from "./events.ts";
import type { Message } from "./rule.ts";
import { messageRules } from "./rules.ts";

/** JSON Schemas of messages: a folder with one file for each type, or one file. */
export const eventContracts: ContractKind = {
  name: "events",
  rules: messageRules,
  defaults: { world: "closed", receiver: "tolerant", replyReceiver: "tolerant", appliesDefaults: false },
  read: readEvents,
  compare: (sender, receiver, settings) => compareEvents(asEvents(sender), asEvents(receiver), settings),
  summary: (contract) => {
    const { size } = asEvents(contract).types;
    return { operations: size, text: size === 1 ? "1 message type" : `${size} message types` };
  },
  sample: (contract) => {
    const events = asEvents(contract);
    const [first] = events.types;
    if (!first) return undefined;
    const [operation, at] = first;
    const made = new SchemaComparison(events.schemas, events.schemas, "assert").sample(at);
    return { operation, document: at.document.path, pointer: at.pointer, value: made?.value ?? null };
  },
};

/** What the sender's version may send against what the receiver's version takes, type by type. */
function compareEvents(sender: Events, receiver: Events, settings: CompareSettings): readonly Observation[] {
  const comparison = new SchemaComparison(sender.schemas, receiver.schemas, "assert");
  const found: Observation[] = [];
  for (const [type, sent] of sender.types) {
    const accepted =
      sender.single && receiver.single ? [...receiver.types.values()][0] : receiver.types.get(type);
    const views = [
      sentView(settings.world, "either"),
      acceptedView(settings.receiver, "either", settings.appliesDefaults),
    ] as const;
    const difference = accepted ? comparison.compare(sent, accepted, ...views) : { mismatches: [], gaps: [] };
    const message: Message = { type, sent, accepted, difference, sample: () => comparison.sample(sent) };
    for (const rule of messageRules) found.push(...rule.check(message));
  }
  return found;
}

function asEvents(contract: Contract): Events {
  if (contract.kind !== "events") throw new TypeError("not an events contract");
  return contract as Events;
}
