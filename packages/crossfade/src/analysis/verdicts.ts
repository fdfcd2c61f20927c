import {
  ABSENT,
  type Finding,
  type FindingId,
  type Hash,
  type Observation,
  type Verdict,
  type VerdictTable,
  type VersionLabel,
} from "@crossfade/core";
import type { ConfigLink } from "../config/system-config.ts";
import { confirmAll, type Judged } from "./confirm.ts";
import { type ContractAt, type ContractReader, pathOf } from "./contract-at.ts";
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
  /** One for each contract that either end may have been built with. */
  readonly knowledge: readonly PairKnowledge[];
}

/** The verdict of every version pair of every link. Pairs with equal contracts share one comparison. */
export async function judge(
  input: AnalysisInput,
  links: readonly ConfigLink[],
  versions: ReadonlyMap<string, ComponentVersions>,
  reader: ContractReader,
): Promise<Judgement> {
  const comparison = new Comparison(reader);
  const pairs = links.flatMap((link) => comparison.pairsOf(link, versions));
  const judged = await confirmed(comparison.observed, input);
  const findings = new Map<FindingId, Finding>();
  const verdicts = new Map<string, Map<VersionLabel, Map<VersionLabel, Verdict>>>();
  const byKnowledge = new Map<PairKnowledge, Verdict>();
  for (const { link, sender, receiver, knowledge } of pairs) {
    const verdict = worstOf(
      knowledge.map((each) => {
        const known = byKnowledge.get(each) ?? verdictFrom(link, each, judged, input.hash, findings);
        byKnowledge.set(each, known);
        return known;
      }),
    );
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

/** A version that may have been built with several contracts is judged by the worst of them. */
function worstOf(all: readonly Verdict[]): Verdict {
  const breaking = all.filter((each) => each.kind === "breaking");
  const unknown = all.filter((each) => each.kind === "unknown");
  const because = [...new Set([...breaking, ...unknown].flatMap((each) => each.because))];
  if (breaking.length > 0) return { kind: "breaking", because };
  if (unknown.length > 0) return { kind: "unknown", because };
  return all.every((each) => each.kind === "not-spoken") ? { kind: "not-spoken" } : { kind: "compatible" };
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
    const promises = new Map([...senders].map(([label]) => [label, this.#builtAgainst(link, sender, label)]));
    const kept = new Map([...receivers].map(([label]) => [label, this.#keptBy(link, receiver, label)]));
    const baseline = baselineOf(senders.get(sender.chain[0] ?? ""), receivers.get(receiver.chain[0] ?? ""));
    const known = new Map<string, PairKnowledge>();
    const know = (sent: End, taken: End, beside: Beside): PairKnowledge => {
      if (link.sender === link.receiver && taken.kind === "absent") return { kind: "not-spoken" };
      const key = JSON.stringify([textOf(sent), textOf(taken), besideText(beside)]);
      const knowledge = known.get(key) ?? observePair(link, sent, taken, { baseline, ...beside });
      if (!known.has(key) && knowledge.kind === "observed") this.observed.push(knowledge);
      known.set(key, knowledge);
      return knowledge;
    };
    return [...senders].flatMap(([from, sent]) =>
      [...receivers].map(([to, taken]) => ({
        link,
        sender: from,
        receiver: to,
        knowledge: sent.flatMap((one) =>
          taken.map((other) => know(one, other, { builtAgainst: promises.get(from), kept: kept.get(to) })),
        ),
      })),
    );
  }

  /** What the receiver promised where a sender's version was built; where it may have been built at several, none counts. */
  #builtAgainst(link: ConfigLink, sender: ComponentVersions, label: VersionLabel): Read | undefined {
    if (link.contract.form !== "flags") return undefined;
    const found = (sender.revisionsOf.get(label) ?? []).map((each) =>
      this.#reader.at(link, each, "receiver"),
    );
    const distinct = [...new Map(found.map((each) => [textOf(each), each])).values()];
    const [only] = distinct;
    return distinct.length === 1 && only?.kind === "contract" ? only : undefined;
  }

  /** What an asset host goes on holding of its versions before this one. */
  #keptBy(link: ConfigLink, receiver: ComponentVersions, label: VersionLabel): readonly Read[] {
    if (link.contract.form !== "assets" || !receiver.config.keepsEarlier) return [];
    const byAge = [...receiver.older.toReversed(), ...receiver.chain];
    return byAge
      .slice(0, Math.max(0, byAge.indexOf(label)))
      .flatMap((each) => receiver.revisionsOf.get(each) ?? [])
      .map((each) => this.#reader.at(link, each, "receiver"))
      .filter((each) => each.kind === "contract");
  }

  #ends(
    link: ConfigLink,
    versions: ComponentVersions,
    side: "sender" | "receiver",
    more: readonly VersionLabel[],
  ): Map<VersionLabel, readonly End[]> {
    const labels = [...new Set([...versions.chain, ...versions.older, ...more])];
    return new Map(labels.map((label) => [label, this.#endsAt(link, versions, label, side)]));
  }

  /** Every contract that a version may have been built with; where one is known, those not written down do not count. */
  #endsAt(
    link: ConfigLink,
    versions: ComponentVersions,
    label: VersionLabel,
    side: "sender" | "receiver",
  ): readonly End[] {
    const revisions = versions.revisionsOf.get(label) ?? [];
    if (label === ABSENT || revisions.length === 0) return [{ kind: "absent" }];
    const all = revisions.map((each) => this.#reader.at(link, each, side));
    const written = all.filter((each) => each.kind !== "missing" && each.kind !== "not-spoken");
    const distinct = new Map((written.length > 0 ? written : all).map((each) => [textOf(each), each]));
    for (const end of distinct.values()) this.#tell(link, end);
    const [oldest, newest] = [revisions[0], revisions.at(-1)];
    if (distinct.size > 1)
      this.notes.add(
        `${versions.config.id} ${label} is the same from ${oldest?.name} to ${newest?.name}: it is held to ${pathOf(link, side)} of both.`,
      );
    return [...distinct.values()];
  }

  #tell(link: ConfigLink, end: End): void {
    if (end.kind === "unreadable")
      for (const problem of end.problems)
        if (!this.problems.some((each) => sameProblem(each, problem))) this.problems.push(problem);
    if (end.kind !== "contract" || this.summaries.has(link.id)) return;
    const text = this.#reader.summary(link, end);
    if (text !== undefined) this.summaries.set(link.id, text);
  }
}

/** Only where both ends have one contract each is it plain what runs now. */
function baselineOf(senders: readonly End[] = [], receivers: readonly End[] = []): Baseline {
  const digest = ([end, ...more]: readonly End[]) =>
    end && more.length === 0 && "digest" in end ? end.digest : undefined;
  const [sent, taken] = [digest(senders), digest(receivers)];
  return {
    ...(sent === undefined ? {} : { sender: sent }),
    ...(taken === undefined ? {} : { receiver: taken }),
  };
}

/** What is known beside the two contracts of a pair. */
interface Beside {
  readonly builtAgainst: Read | undefined;
  readonly kept: readonly Read[] | undefined;
}

type Read = Extract<ContractAt, { kind: "contract" }>;

function besideText({ builtAgainst, kept }: Beside): string {
  return JSON.stringify([builtAgainst?.digest, kept?.map((each) => each.digest)]);
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
