import {
  ABSENT,
  type Component,
  type FindingId,
  type Link,
  type PairRef,
  type System,
  type Verdict,
  type VerdictTable,
} from "@crossfade/core";
import type { RetirementFacts } from "./retirement.ts";
import { type CodeKind, type Population, populationsOf } from "./retirement-populations.ts";

/** The states of a flag in its file, in the order of its life: what it is called in a plan. */
export const fileStates = {
  with: (key: string) => `with ${key}`,
  retiring: (key: string) => `${key} retiring`,
  tombstone: (key: string) => `${key} tombstone`,
  without: (key: string) => `without ${key}`,
} as const;
type FileState = keyof typeof fileStates;
const fileStateNames = Object.keys(fileStates) as FileState[];

/** Two states that must not meet, and why. Of code that may read the flag it is not known whether it breaks. */
interface RetirementRule {
  readonly id: FindingId;
  readonly why: string;
  /** Of code, against the flag's file. */
  readonly file?: { readonly code: readonly CodeKind[]; readonly states: readonly FileState[] };
  /** Of a client, against a server of this kind. */
  readonly server?: { readonly client: readonly CodeKind[]; readonly code: readonly CodeKind[] };
}
export type RetirementRules = readonly RetirementRule[];

const reading: readonly CodeKind[] = ["other", "final", "unsure"];

/** What must not meet while a flag goes out. */
export const retirementRules: RetirementRules = [
  {
    id: "unpinned",
    why: "the version is made for the final value, and while the flag is not pinned, it may serve another",
    file: { code: ["final", "none"], states: ["with"] },
  },
  {
    id: "switched",
    why: "the client can still be told another value, or fall back to one, and the server without the flag knows only the final one",
    server: { client: reading, code: ["none"] },
  },
  {
    id: "buried",
    why: "a tombstone cannot be turned any more, and the version takes it for a switch",
    file: { code: reading, states: ["tombstone"] },
  },
  {
    id: "deleted",
    why: "the version falls back to what its code says, and the key is free for another flag",
    file: { code: reading, states: ["without"] },
  },
];

export interface RetirementSystem {
  readonly system: System;
  readonly verdicts: VerdictTable;
  readonly populations: readonly Population[];
}

/** What is known of a flag, as a system: its file goes to its end, and whoever reads it to a version that does not. */
export function retirementSystem(
  facts: RetirementFacts,
  rules: RetirementRules = retirementRules,
): RetirementSystem {
  const { component: file, key } = facts;
  const populations = populationsOf(facts);
  const links = populations.flatMap((each) => linksOf(each, populations, facts, rules));
  const system: System = {
    id: `retire ${key}`,
    components: [
      ...populations.map(codeComponent),
      component(file, "flags", { chain: fileStateNames.map((state) => fileStates[state](key)) }),
    ],
    links: links.map(({ link }) => link),
    groups: [],
    clearings: [],
    cutOffs: [],
    accepted: links.flatMap((each) => each.accepted),
    promised: [],
  };
  return { system, verdicts: new Map(links.map(({ link, table }) => [link.id, table])), populations };
}

interface JudgedLink {
  readonly link: Link;
  readonly table: ReadonlyMap<string, ReadonlyMap<string, Verdict>>;
  readonly accepted: readonly PairRef[];
}

/** From code to the file, and from a client to every server that goes on without the flag: it may call any of them. */
function linksOf(
  sender: Population,
  populations: readonly Population[],
  { component: file, key }: RetirementFacts,
  rules: RetirementRules,
): readonly JudgedLink[] {
  const states = fileStateNames.map((state) => ({
    label: fileStates[state](key),
    brokenBy:
      (code: CodeKind) =>
      ({ file }: RetirementRule) =>
        file?.code.includes(code) === true && file.states.includes(state),
  }));
  // A server that is without the flag already has been met before: there is nothing left to order.
  const servers = populations.filter(({ isClient, chain }) => !isClient && chain.length > 1);
  const toFile = judged(sender, linkOf(sender.id, file, "flags"), states, rules);
  // A server that only asks holds up nobody but the deletion, and so does whoever the cut-off lets go.
  const tombstone = fileStates.tombstone(key);
  return [
    { ...toFile, accepted: toFile.accepted.filter(({ receiver }) => receiver === tombstone) },
    ...(sender.isClient ? servers : []).map(({ id, kinds }) => {
      const versions = [...kinds].map(([label, kind]) => ({
        label,
        brokenBy:
          (code: CodeKind) =>
          ({ server }: RetirementRule) =>
            server?.client.includes(code) === true && server.code.includes(kind),
      }));
      return judged(sender, linkOf(sender.id, id, "direct"), versions, rules);
    }),
  ];
}

interface Receiver {
  readonly label: string;
  readonly brokenBy: (code: CodeKind) => (rule: RetirementRule) => boolean;
}

function judged(
  { kinds, rare }: Population,
  link: Link,
  receivers: readonly Receiver[],
  rules: RetirementRules,
): JudgedLink {
  const rowOf = (code: CodeKind) =>
    new Map(receivers.map(({ label, brokenBy }) => [label, verdictOf(code, rules.filter(brokenBy(code)))]));
  return {
    link,
    table: new Map([...kinds].map(([label, code]) => [label, rowOf(code)])),
    accepted: rare.flatMap((sender) =>
      receivers.map(({ label }) => ({ link: link.id, sender, receiver: label })),
    ),
  };
}

function verdictOf(code: CodeKind, broken: RetirementRules): Verdict {
  if (broken.length === 0) return { kind: "compatible" };
  return { kind: code === "unsure" ? "unknown" : "breaking", because: broken.map(({ id }) => id) };
}

function linkOf(sender: string, receiver: string, medium: "direct" | "flags"): Link {
  return {
    id: `${sender} -> ${receiver}`,
    sender,
    receiver,
    medium,
    linger: { kind: "none" },
    inbound: medium === "direct" ? "routed" : "attached",
    silentUnlessServing: false,
    leftoversOnly: [],
    carries: false,
  };
}

function codeComponent({ id, isClient, chain, older }: Population): Component {
  return component(id, isClient ? "web" : "service", {
    chain: chain.length === 0 ? [ABSENT] : chain,
    older,
    tail: isClient,
  });
}

function component(id: string, kind: Component["kind"], more: Partial<Component>): Component {
  const { tail = false } = more;
  return {
    id,
    kind,
    chain: [],
    older: [],
    forward: "overlap",
    back: "overlap",
    dark: kind === "service" ? "warm" : "cold",
    serial: !tail,
    endless: [],
    ours: true,
    tail,
    worstWaitMs: 0,
    ...more,
  };
}
