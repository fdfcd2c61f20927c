import type { Observation } from "@crossfade/core";
import type { CompareSettings, Contract, ContractKind, Sample } from "../contract.ts";
import { SchemaComparison } from "../schema/comparison.ts";
import { acceptedView, sentView } from "../schema/view.ts";
import { observed } from "./observed.ts";
import { type Pairing, pairByName } from "./pairing.ts";
import type { TypeRule } from "./rule.ts";
import { readSchemaSet, type SchemaSet } from "./schema-set.ts";
import type { SetWords } from "./words.ts";

const schemaSettings = ["world", "receiver", "appliesDefaults"] as const;

/** A kind of contract whose documents are a folder of JSON Schemas, one a type, or one such file. */
export function schemaSetContracts(
  words: SetWords,
  rules: readonly TypeRule[],
  pairing: Pairing = pairByName,
): ContractKind {
  const own = (contract: Contract): SchemaSet => {
    if (contract.kind !== words.name) throw new TypeError(`not a contract of kind ${words.name}`);
    return contract as SchemaSet;
  };
  return {
    name: words.name,
    rules,
    defaults: { world: "closed", receiver: "tolerant", replyReceiver: "tolerant", appliesDefaults: false },
    heeds: words.name === "store" ? [...schemaSettings, "unread"] : schemaSettings,
    notExpressed: words.notExpressed,
    read: (path, documents) => readSchemaSet(words, path, documents),
    compare: (sender, receiver, settings) =>
      compareSets(own(sender), own(receiver), settings, rules, pairing),
    summary: (contract) => {
      const { size } = own(contract).types;
      return { operations: size, text: `${size} ${words.counted[size === 1 ? 0 : 1]}` };
    },
    sample: (contract) => sampleOf(own(contract)),
  };
}

/** What the sender's version may give against what the receiver's version takes, type by type. */
function compareSets(
  sender: SchemaSet,
  receiver: SchemaSet,
  settings: CompareSettings,
  rules: readonly TypeRule[],
  pairing: Pairing,
): readonly Observation[] {
  const comparison = new SchemaComparison(sender.schemas, receiver.schemas, "assert");
  const views = [
    sentView(settings.world, "either"),
    acceptedView(settings.receiver, "either", settings.appliesDefaults),
  ] as const;
  const found: Observation[] = [];
  for (const [type, sent] of sender.types) {
    const { accepted: counterparts, ...doubt } = pairing(type, sent, sender, receiver);
    for (const accepted of counterparts.length === 0 ? [undefined] : counterparts) {
      const difference = accepted
        ? comparison.compare(sent, accepted, ...views)
        : { mismatches: [], gaps: [] };
      const sample = () => comparison.sample(sent);
      const pair = { type, sent, accepted, ...doubt, difference, settings, sample };
      found.push(...observed(rules, pair, receiver.path));
    }
  }
  return found;
}

function sampleOf({ types, schemas }: SchemaSet): Sample | undefined {
  const [first] = types;
  if (!first) return undefined;
  const [operation, at] = first;
  const made = new SchemaComparison(schemas, schemas, "assert").sample(at);
  return { operation, document: at.document.path, pointer: at.pointer, value: made?.value ?? null };
}
