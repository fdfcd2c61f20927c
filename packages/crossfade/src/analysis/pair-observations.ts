import {
  type CompareSettings,
  type Contract,
  type ContractKind,
  compareFlagged,
  contractKinds,
  type FlaggedOutcome,
  type Side,
} from "@crossfade/contracts";
import type { Documents, Observation } from "@crossfade/core";
import type { ConfigLink } from "../config/system-config.ts";
import type { Judged } from "./confirm.ts";
import type { ContractAt } from "./contract-at.ts";
import { plainEnd } from "./flagged-end.ts";
import type { KnownComparisons, KnownContext } from "./known-comparisons.ts";
import type { KnownReading } from "./known-readings.ts";

/** What is known of a pair before anything is confirmed. */
export type PairKnowledge =
  | { readonly kind: "compatible" }
  | { readonly kind: "not-spoken" }
  | {
      readonly kind: "observed";
      readonly digests: readonly [string, string];
      readonly observations: readonly Observation[];
      /** Set where this very comparison was judged before. */
      readonly judged?: readonly Judged[];
      /** To be told what became of the observations. */
      readonly keep?: (judged: readonly Judged[]) => void;
      /** What each end was read from, for the lines of places; absent where an end has no document. */
      readonly documents?: EndDocuments;
    };

export type EndDocuments = Readonly<Partial<Record<Side, Documents>>>;

/** `absent`: the component itself is not there. */
export type End = ContractAt | { readonly kind: "absent" };

type ReadEnd = Extract<ContractAt, { kind: "contract" }>;

/** What is known beside the two ends. */
export interface PairContext {
  /** What both ends run now; two ends with the same digests are as good as those. */
  readonly baseline: Baseline;
  readonly builtAgainst?: { readonly reading: KnownReading } | undefined;
  readonly runsNow?: { readonly reading: KnownReading } | undefined;
  readonly kept?: readonly { readonly reading: KnownReading }[] | undefined;
  /** There are more contracts of this link than these two. */
  readonly many?: boolean;
  /** Whose words the documents are; absent where nobody knows. */
  readonly describes?: Side | "each" | undefined;
}

export interface Baseline {
  readonly sender?: string;
  readonly receiver?: string;
}

/** Compares the two ends of a link at two versions. Nothing known is unknown, never compatible. */
export function observePair(
  link: ConfigLink,
  sender: End,
  receiver: End,
  context: PairContext,
  comparisons: KnownComparisons,
): PairKnowledge {
  if (sender.kind === "absent" || sender.kind === "not-spoken") return { kind: "not-spoken" };
  if (receiver.kind === "absent" || receiver.kind === "not-spoken")
    return unserved(link, sender, receiver.kind);
  if (sender.kind === "missing" || sender.kind === "unreadable")
    return unread(link, sender, "sender", receiver);
  if (receiver.kind === "missing" || receiver.kind === "unreadable")
    return unread(link, receiver, "receiver", sender);
  const digests = [sender.digest, receiver.digest] as const;
  if (sender.kind === "opaque" || receiver.kind === "opaque")
    return unanalysed(link, digests, context.baseline, formatOf(sender) ?? formatOf(receiver));
  if (sender.flags || receiver.flags) return observeFlagged(link, sender, receiver, context);
  // Who uses less than all of a contract can still take all that it says.
  if ((sender.narrowed?.whole ?? sender.digest) === receiver.digest) return { kind: "compatible" };
  const kind = contractKinds[link.contract.form];
  if (!kind) return unanalysed(link, digests, context.baseline);
  const question = {
    kind,
    sender: sender.reading,
    receiver: receiver.reading,
    settings: settingsOf(kind, link),
    context: knownContext(context),
  };
  const { observations, judged, keep } = comparisons.compare(question, context.many);
  const documents = { sender: sender.documents, receiver: receiver.documents };
  if (observations.length > 0)
    return { kind: "observed", digests, observations, documents, ...(judged ? { judged } : { keep }) };
  keep([]);
  return { kind: "compatible" };
}

/** Parts of it are behind flags: what may be sent in any state is compared with what is taken in every state. */
function observeFlagged(
  link: ConfigLink,
  sender: ReadEnd,
  receiver: ReadEnd,
  context: PairContext,
): PairKnowledge {
  const kind = contractKinds[link.contract.form];
  const digests = [sender.digest, receiver.digest] as const;
  if (!kind) return unanalysed(link, digests, context.baseline);
  const settings = settingsOf(kind, link);
  const { describes } = context;
  const outcome = compareFlagged({
    sender: sender.flags ?? plainEnd(sender.contract),
    receiver: receiver.flags ?? plainEnd(receiver.contract),
    hasReplies: kind.name === "http",
    compare: (sent, taken) => kind.compare(sent, taken, settings, describes ? { describes } : {}),
  });
  if (outcome.kind === "problems") return unreadInState(link, digests, outcome);
  const { observations } = outcome;
  if (observations.length === 0) return { kind: "compatible" };
  const documents = { sender: sender.documents, receiver: receiver.documents };
  return { kind: "observed", digests, observations, documents };
}

function unreadInState(
  link: ConfigLink,
  digests: readonly [string, string],
  { side, problems }: Extract<FlaggedOutcome, { kind: "problems" }>,
): PairKnowledge {
  const [problem] = problems;
  const document = problem?.document ?? link.contract.path;
  return observed(digests, {
    ruleId: "link/contract-unreadable",
    outcome: "unknown",
    direction: directionOf(link),
    place: { side, document, pointer: problem?.pointer ?? "" },
    why: `${document} cannot be read as it is with its flags off: ${problem?.message ?? "it is broken"}`,
    decides: `a ${document} that makes sense without what is behind flags`,
    fixes: [`Mend ${document}, or put the flag at another place.`],
  });
}

function knownContext({ builtAgainst, runsNow, kept, describes }: PairContext): KnownContext {
  return {
    ...(builtAgainst ? { builtAgainst: builtAgainst.reading } : {}),
    ...(runsNow ? { runsNow: runsNow.reading } : {}),
    ...(kept ? { kept: kept.map((each) => each.reading) } : {}),
    ...(describes ? { describes } : {}),
  };
}

/** What is assumed of both ends of a link. */
export function settingsOf({ defaults }: ContractKind, { reading, unread }: ConfigLink): CompareSettings {
  return { ...defaults, ...reading, ...(unread === undefined ? {} : { unread }) };
}

function formatOf(end: ContractAt): string | undefined {
  return end.kind === "opaque" ? end.format : undefined;
}

/** Where nothing compares two documents, they fit only if nothing changed. */
function unanalysed(
  link: ConfigLink,
  digests: readonly [string, string],
  baseline: Baseline,
  format?: string,
): PairKnowledge {
  const { form, path } = link.contract;
  const unchanged = digests[0] === baseline.sender && digests[1] === baseline.receiver;
  // One description of both ends, word for word.
  const same = format !== undefined && digests[0] === digests[1];
  if (unchanged || same) return { kind: "compatible" };
  const what = format === undefined ? `${form} contracts are` : `${format} is`;
  return observed(digests, {
    ruleId: "link/not-analysed",
    outcome: "unknown",
    direction: directionOf(link),
    place: { side: "sender", document: path, pointer: "" },
    why: `${what} not compared by this version of Crossfade, and the two ends differ from what runs now`,
    decides: "a waiver by someone who has looked at both",
    fixes: ["Look at both ends, then waive the finding by name."],
  });
}

/** The sender speaks and nobody is there who does. A call, a query or a message minds; of a value in a store the link says. */
function unserved(link: ConfigLink, sender: ContractAt, why: "absent" | "not-spoken"): PairKnowledge {
  const stored = link.medium === "store" && link.unread !== "breaks";
  if (stored && (why === "not-spoken" || link.unread === "fine")) return { kind: "not-spoken" };
  if (sender.kind === "missing" || sender.kind === "unreadable")
    return unread(link, sender, "sender", { kind: "absent" });
  const digests = [digestOf(sender), why] as const;
  const kind = contractKinds[link.contract.form];
  const sample = sender.kind === "contract" && kind ? sampleOf(kind, sender.contract) : undefined;
  // A list of flags or files that names nothing needs nobody.
  const asksNothing =
    sender.kind === "contract" && !sample && ["flags", "assets"].includes(link.contract.form);
  if (asksNothing) return { kind: "not-spoken" };
  return observed(
    digests,
    {
      ruleId: why === "absent" ? "link/receiver-absent" : "link/not-served",
      outcome: stored ? "unknown" : "breaking",
      direction: directionOf(link),
      ...(stored
        ? { decides: "`unread: fine` (a cache) or `unread: breaks` (sessions, rows) on the link" }
        : {}),
      ...(sample ? { operation: sample.operation, example: { value: sample.value, at: "" } } : {}),
      place: {
        side: "sender",
        document: sample?.document ?? link.contract.path,
        pointer: sample?.pointer ?? "",
      },
      why:
        why === "absent"
          ? `${link.receiver} is not there`
          : `${link.receiver} does not serve this link at that version`,
      fixes: [`Let ${link.receiver} be there before ${link.sender} needs it, and gone only after.`],
    },
    sender.kind === "contract" ? { sender: sender.documents } : {},
  );
}

function sampleOf(kind: ContractKind, contract: Contract) {
  return kind.sample(contract);
}

function unread(
  link: ConfigLink,
  end: Extract<ContractAt, { kind: "missing" | "unreadable" }>,
  side: "sender" | "receiver",
  other: End,
): PairKnowledge {
  const component = side === "sender" ? link.sender : link.receiver;
  const digests = [digestOf(end), digestOf(other)] as const;
  const [problem] = end.kind === "unreadable" ? end.problems : [];
  const line = problem?.line === undefined ? "" : `:${problem.line}`;
  return observed(digests, {
    ruleId: end.kind === "missing" ? "link/contract-missing" : "link/contract-unreadable",
    outcome: "unknown",
    direction: directionOf(link),
    place: {
      side,
      document: problem?.document ?? end.path,
      pointer: problem?.pointer ?? "",
      ...(problem?.line === undefined ? {} : { line: problem.line }),
    },
    why:
      end.kind === "missing"
        ? `${component} has no contract at that version: ${end.why}`
        : `the contract of ${component} cannot be read: ${problem?.document ?? end.path}${line}: ${problem?.message ?? "it is broken"}`,
    decides: end.kind === "missing" ? `a contract at ${end.path}` : `a readable ${end.path}`,
    fixes: [end.kind === "missing" ? `Add ${end.path}.` : `Mend ${end.path}.`],
  });
}

function observed(
  digests: readonly [string, string],
  observation: Observation,
  documents: EndDocuments = {},
): PairKnowledge {
  return { kind: "observed", digests, observations: [observation], documents };
}

function digestOf(end: End): string {
  if (end.kind === "unreadable") return end.raw;
  return "digest" in end ? end.digest : end.kind;
}

function directionOf(link: ConfigLink): Observation["direction"] {
  if (link.contract.form === "events" || link.contract.form === "frame") return "message";
  return link.medium === "store" ? "value" : "request";
}
