import type { Contract, ContractKind, Sample } from "../contract.ts";
import { SchemaComparison } from "../schema/comparison.ts";
import { compareEvents } from "./compare-events.ts";
import type { EventContract } from "./message.ts";
import { readEvents } from "./read-events.ts";
import { messageRules } from "./rules.ts";
import { words } from "./words.ts";

/** Messages: JSON Schemas, one file for each type, and AsyncAPI documents. */
export const eventContracts: ContractKind = {
  name: words.name,
  rules: messageRules,
  defaults: { world: "closed", receiver: "tolerant", replyReceiver: "tolerant", appliesDefaults: false },
  heeds: ["world", "receiver", "appliesDefaults", "unread"],
  notExpressed: words.notExpressed,
  read: readEvents,
  compare: (sender, receiver, settings, context = {}) =>
    compareEvents(asEvents(sender), asEvents(receiver), settings, messageRules, context),
  summary: (contract) => {
    const { length } = asEvents(contract).messages;
    return { operations: length, text: `${length} ${words.counted[length === 1 ? 0 : 1]}` };
  },
  sample: (contract) => sampleOf(asEvents(contract)),
};

function sampleOf({ messages, schemas }: EventContract): Sample | undefined {
  const first = messages.find(({ payload }) => payload) ?? messages[0];
  if (!first) return undefined;
  const { type, payload, at } = first;
  const made = payload && new SchemaComparison(schemas, schemas, "assert").sample(payload);
  return { operation: type, document: at.document.path, pointer: at.pointer, value: made?.value ?? null };
}

function asEvents(contract: Contract): EventContract {
  if (contract.kind !== words.name) throw new TypeError(`not a contract of kind ${words.name}`);
  return contract as EventContract;
}
