import type { Observation } from "@crossfade/core";
import type { CompareContext, Contract, ContractKind } from "../contract.ts";
import { placeOf, wholeOf, withOther } from "../observe.ts";
import { placeRead } from "./flag-place.ts";
import type { Flags, KeyServed } from "./flags.ts";
import { readFlags } from "./read-flags.ts";
import type { Question } from "./rule.ts";
import { rule as readUncertain } from "./rules/read-uncertain.ts";
import { flagRules, keyRules } from "./rules.ts";

/** Flag keys: what a version reads, with the default in its code, against what is served. */
export const flagContracts: ContractKind = {
  name: "flags",
  rules: flagRules,
  defaults: { world: "closed", receiver: "tolerant", replyReceiver: "tolerant", appliesDefaults: false },
  heeds: [],
  notExpressed: ["what a flag switches", "who gets which value"],
  read: readFlags,
  compare: (sender, receiver, _settings, context = {}) =>
    compareFlags(asFlags(sender), asFlags(receiver), context),
  summary: (contract) => {
    const { size } = asFlags(contract).reads;
    const keys = size > 0 ? size : asFlags(contract).serves.size;
    return { operations: keys, text: keys === 1 ? "1 flag" : `${keys} flags` };
  },
  sample: (contract) => {
    const first = [...asFlags(contract).reads].find(([, { missing }]) => missing !== "fine");
    if (!first) return undefined;
    const [key, { at }] = first;
    return { operation: key, document: at.document.path, pointer: at.pointer, value: { key } };
  },
};

/** Every key that the sender's version reads. A value that changed is no break: that is what flags are for. */
function compareFlags(sender: Flags, receiver: Flags, context: CompareContext): readonly Observation[] {
  const built = context.builtAgainst && asFlags(context.builtAgainst);
  const now = context.runsNow && asFlags(context.runsNow);
  const doubtful = doubtsAbout(sender, receiver, context);
  const certain = [...sender.reads].flatMap(([key, read]) => {
    const question: Question = {
      key,
      read,
      served: receiver.serves.get(key),
      before: [built, now].flatMap((each) => each?.serves.get(key) ?? []),
      builtKnown: built !== undefined,
    };
    const ends = {
      sender: placeRead(read),
      receiver: question.served
        ? placeOf("receiver", question.served.at)
        : wholeOf("receiver", receiver.path),
    };
    return keyRules.flatMap((rule) =>
      rule.check(question).map((each) => withOther(each, (side) => ends[side])),
    );
  });
  return [...certain, ...doubtful];
}

/** What a scan could not tell, against everything that was served. */
function doubtsAbout(sender: Flags, receiver: Flags, context: CompareContext): readonly Observation[] {
  if (sender.doubts.length === 0) return [];
  const before = new Map<string, KeyServed[]>();
  for (const contract of [context.builtAgainst, context.runsNow])
    for (const [key, served] of contract ? asFlags(contract).serves : [])
      before.set(key, [...(before.get(key) ?? []), served]);
  const more = { before, now: receiver.serves, builtKnown: context.builtAgainst !== undefined };
  return sender.doubts.flatMap((doubt) =>
    readUncertain
      .check({ doubt, ...more })
      .map((each) => withOther(each, () => wholeOf("receiver", receiver.path))),
  );
}

function asFlags(contract: Contract): Flags {
  if (contract.kind !== "flags") throw new TypeError("not a flags contract");
  return contract as Flags;
}
