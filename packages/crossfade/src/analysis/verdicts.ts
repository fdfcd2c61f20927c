import {
  ABSENT,
  type Finding,
  type FindingId,
  type Hash,
  type Observation,
  type Revision,
  type Verdict,
  type VerdictTable,
  type VersionLabel,
} from "@crossfade/core";
import type { ConfigLink } from "../config/system-config.ts";
import { confirmAll, type Judged } from "./confirm.ts";
import { type ContractAt, ContractReader } from "./contract-at.ts";
import type { AnalysisInput } from "./input.ts";
import { type Baseline, type End, observePair, type PairKnowledge } from "./pair-observations.ts";
import type { ReportProblem } from "./report.ts";
import type { ComponentVersions } from "./versions.ts";

export interface Judgement {
  readonly verdicts: VerdictTable;
  readonly findings: ReadonlyMap<FindingId, Finding>;
  readonly problems: readonly ReportProblem[];
  /** Per link what its contract holds, where it was read. */
  readonly summaries: ReadonlyMap<string, string>;
  /** What was decided for the user on the way. */
  readonly notes: readonly string[];
}

interface OpenPair {
  readonly link: ConfigLink;
  readonly sender: VersionLabel;
  readonly receiver: VersionLabel;
  readonly knowledge: PairKnowledge;
}

/** The verdict of every version pair of every link. Pairs with equal contracts share one comparison. */
export async function judge(
  input: AnalysisInput,
  links: readonly ConfigLink[],
  versions: ReadonlyMap<string, ComponentVersions>,
): Promise<Judgement> {
  const reader = new ContractReader(input.configs, input.hash);
  const comparison = new Comparison(reader);
  const pairs = links.flatMap((link) => comparison.pairsOf(link, versions));
  const judged = await confirmed(comparison.observed, input);
  const findings = new Map<FindingId, Finding>();
  const verdicts = new Map<string, Map<VersionLabel, Map<VersionLabel, Verdict>>>();
  const byKnowledge = new Map<PairKnowledge, Verdict>();
  for (const { link, sender, receiver, knowledge } of pairs) {
    const known = byKnowledge.get(knowledge);
    const verdict = known ?? verdictFrom(link, knowledge, judged, input.hash, findings);
    byKnowledge.set(knowledge, verdict);
    const ofLink = verdicts.get(link.id) ?? new Map<VersionLabel, Map<VersionLabel, Verdict>>();
    verdicts.set(link.id, ofLink);
    const ofSender = ofLink.get(sender) ?? new Map<VersionLabel, Verdict>();
    ofLink.set(sender, ofSender);
    ofSender.set(receiver, verdict);
  }
  return {
    verdicts,
    findings,
    problems: comparison.problems,
    summaries: comparison.summaries,
    notes: [...comparison.notes],
  };
}

async function confirmed(
  knowledge: readonly Extract<PairKnowledge, { kind: "observed" }>[],
  input: AnalysisInput,
): Promise<ReadonlyMap<Observation, Judged>> {
  const all = await confirmAll(
    knowledge.flatMap((each) => each.observations),
    input.validator,
  );
  return new Map(all.map((each) => [each.observation, each]));
}

function verdictFrom(
  link: ConfigLink,
  knowledge: PairKnowledge,
  judged: ReadonlyMap<Observation, Judged>,
  hash: Hash,
  findings: Map<FindingId, Finding>,
): Verdict {
  if (knowledge.kind !== "observed") return knowledge;
  const own = findingsOf(link, knowledge, judged, hash);
  for (const finding of own) findings.set(finding.id, finding);
  const ids = (outcome: Finding["outcome"]) =>
    own.filter((each) => each.outcome === outcome).map((each) => each.id);
  const [breaking, unknown] = [ids("breaking"), ids("unknown")];
  if (breaking.length > 0) return { kind: "breaking", because: [...breaking, ...unknown] };
  return unknown.length > 0 ? { kind: "unknown", because: unknown } : { kind: "compatible" };
}

function findingsOf(
  link: ConfigLink,
  { observations, digests }: Extract<PairKnowledge, { kind: "observed" }>,
  judged: ReadonlyMap<Observation, Judged>,
  hash: Hash,
): Finding[] {
  const uses = new Map<string, number>();
  return observations.map((observation) => {
    const { ruleId, direction, operation, place, why, fixes, decides } = observation;
    const doubt = judged.get(observation)?.doubt;
    const { side, document, pointer } = place;
    const at = observation.claim?.at ?? "";
    const identity = JSON.stringify([
      ruleId,
      link.id,
      direction,
      operation,
      side,
      document,
      pointer,
      at,
      ...digests,
    ]);
    const use = uses.get(identity) ?? 0;
    uses.set(identity, use + 1);
    const counterexample = observation.claim ?? observation.example;
    return {
      id: hash(use === 0 ? identity : `${identity} ${use}`).slice(0, 16),
      ruleId,
      outcome: doubt === undefined ? observation.outcome : "unknown",
      link: link.id,
      direction,
      ...(operation === undefined ? {} : { operation }),
      place,
      why: doubt === undefined ? why : `${why} (${doubt})`,
      ...(doubt === undefined && counterexample
        ? { counterexample: { value: counterexample.value, at: counterexample.at } }
        : {}),
      ...(doubt === undefined
        ? decides === undefined
          ? {}
          : { decides }
        : { decides: "a simpler schema at this place, or a waiver by someone who has looked" }),
      fixes,
    };
  });
}

class Comparison {
  readonly observed: Extract<PairKnowledge, { kind: "observed" }>[] = [];
  readonly problems: ReportProblem[] = [];
  readonly summaries = new Map<string, string>();
  readonly notes = new Set<string>();
  readonly #reader: ContractReader;

  constructor(reader: ContractReader) {
    this.#reader = reader;
  }

  pairsOf(link: ConfigLink, versions: ReadonlyMap<string, ComponentVersions>): OpenPair[] {
    const sender = versions.get(link.sender);
    const receiver = versions.get(link.receiver);
    if (!sender || !receiver) return [];
    const senders = this.#ends(link, sender, "sender", [...sender.past, ...sender.left]);
    const receivers = this.#ends(link, receiver, "receiver", []);
    const baseline = baselineOf(senders, receivers, sender, receiver);
    const known = new Map<string, PairKnowledge>();
    return [...senders].flatMap(([from, sent]) =>
      [...receivers].map(([to, taken]) => {
        const key = JSON.stringify([textOf(sent), textOf(taken)]);
        const self = link.sender === link.receiver && taken.kind === "absent";
        const knowledge = self
          ? { kind: "not-spoken" as const }
          : (known.get(key) ?? observePair(link, sent, taken, baseline));
        if (!known.has(key) && knowledge.kind === "observed") this.observed.push(knowledge);
        if (!self) known.set(key, knowledge);
        return { link, sender: from, receiver: to, knowledge };
      }),
    );
  }

  #ends(
    link: ConfigLink,
    versions: ComponentVersions,
    side: "sender" | "receiver",
    more: readonly VersionLabel[],
  ): Map<VersionLabel, End> {
    const labels = [...new Set([...versions.chain, ...versions.older, ...more])];
    return new Map(labels.map((label) => [label, this.#end(link, versions, label, side)]));
  }

  /** What was promised when the version was built; where nobody had written that down yet, what was known first. */
  #promised(
    link: ConfigLink,
    versions: ComponentVersions,
    label: VersionLabel,
    revision: Revision,
  ): ContractAt {
    const then = this.#reader.at(link, revision);
    const later = versions.knownFrom.get(label);
    if (!later) return then;
    const known = this.#reader.at(link, later);
    if (then.kind !== "contract" && then.kind !== "opaque") return known;
    if ("digest" in known && known.digest !== then.digest)
      this.notes.add(
        `${versions.config.id} ${label} has not changed since ${revision.name}: ${link.contract.path} is read there for it.`,
      );
    return then;
  }

  #end(link: ConfigLink, versions: ComponentVersions, label: VersionLabel, side: "sender" | "receiver"): End {
    const revision = versions.revisionOf.get(label);
    if (label === ABSENT || !revision) return { kind: "absent" };
    const end = this.#promised(link, versions, label, revision);
    if (end.kind === "unreadable")
      for (const problem of end.problems)
        if (!this.problems.some((each) => sameProblem(each, problem))) this.problems.push(problem);
    if (end.kind === "contract" && !this.summaries.has(link.id)) {
      const text = this.#reader.summary(link, end);
      if (text !== undefined) this.summaries.set(link.id, text);
    }
    // What serves a query or a page is the component itself, not the document of the one who asks.
    const servesItself = link.medium === "schema" || link.medium === "assets" || link.medium === "flags";
    return end.kind === "opaque" && side === "receiver" && servesItself
      ? { kind: "opaque", digest: versions.digestOf.get(label) ?? end.digest }
      : end;
  }
}

function baselineOf(
  senders: ReadonlyMap<VersionLabel, End>,
  receivers: ReadonlyMap<VersionLabel, End>,
  sender: ComponentVersions,
  receiver: ComponentVersions,
): Baseline {
  const digest = (ends: ReadonlyMap<VersionLabel, End>, label: VersionLabel | undefined) => {
    const end = ends.get(label ?? "");
    return end && "digest" in end ? end.digest : undefined;
  };
  const [sent, taken] = [digest(senders, sender.chain[0]), digest(receivers, receiver.chain[0])];
  return {
    ...(sent === undefined ? {} : { sender: sent }),
    ...(taken === undefined ? {} : { receiver: taken }),
  };
}

function textOf(end: End): string {
  return "digest" in end ? end.digest : JSON.stringify(end);
}

function sameProblem(one: ReportProblem, other: ReportProblem): boolean {
  return (
    one.document === other.document &&
    one.revision === other.revision &&
    one.pointer === other.pointer &&
    one.message === other.message
  );
}
