import type {
  Finding,
  FindingId,
  Hash,
  Observation,
  PairRef,
  Verdict,
  VerdictTable,
  VersionLabel,
} from "@crossfade/core";
import type { ConfigLink } from "../config/system-config.ts";
import { Comparison, type OpenPair } from "./comparison.ts";
import type { Judged } from "./confirm.ts";
import { Confirmations, type PairOutcome } from "./confirmations.ts";
import type { ContractReader } from "./contract-at.ts";
import type { AnalysisInput } from "./input.ts";
import { KnownComparisons } from "./known-comparisons.ts";
import type { EndDocuments } from "./pair-observations.ts";
import type { ReportProblem } from "./report.ts";
import type { ComponentVersions } from "./versions.ts";

export interface Judgement {
  readonly verdicts: VerdictTable;
  readonly findings: ReadonlyMap<FindingId, Finding>;
  /** The pairs that each finding was met with. */
  readonly metWith: ReadonlyMap<FindingId, readonly PairRef[]>;
  /** What each finding's contracts were read from. */
  readonly documents: ReadonlyMap<FindingId, EndDocuments>;
  readonly problems: readonly ReportProblem[];
  /** Per link what its contract holds, where it was read. */
  readonly summaries: ReadonlyMap<string, string>;
  /** By link: the sender's versions that use only what a list says, by the path of the list. */
  readonly narrowed: ReadonlyMap<string, ReadonlyMap<string, readonly VersionLabel[]>>;
  /** What was decided for the user on the way. */
  readonly notes: readonly string[];
}

/** The verdict of every version pair of every link. Pairs with equal contracts share one comparison. */
export async function judge(
  input: AnalysisInput,
  links: readonly ConfigLink[],
  versions: ReadonlyMap<string, ComponentVersions>,
  reader: ContractReader,
): Promise<Judgement> {
  const confirmations = new Confirmations(input.validator);
  const known = new KnownComparisons(input.cache, input.hash);
  const comparison = new Comparison(reader, known, confirmations);
  const pairs: OpenPair[] = [];
  for (const link of links) pairs.push(...(await comparison.pairsOf(link, versions)));
  await confirmations.done();
  const findings = new Map<FindingId, Finding>();
  const verdicts = new Map<string, Map<VersionLabel, Map<VersionLabel, Verdict>>>();
  const metWith = new Map<FindingId, PairRef[]>();
  const documents = new Map<FindingId, EndDocuments>();
  const byKnowledge = new Map<PairOutcome, Told>();
  for (const { link, sender, receiver, knowledge } of pairs) {
    const verdict = worstOf(
      knowledge.map((each) => {
        const known = byKnowledge.get(each) ?? told(link, each, confirmations.of(each), input.hash);
        byKnowledge.set(each, known);
        for (const finding of known.findings) {
          findings.set(finding.id, finding);
          if (each.kind === "observed" && each.documents) documents.set(finding.id, each.documents);
          const pairsMet = metWith.get(finding.id) ?? [];
          metWith.set(finding.id, pairsMet);
          pairsMet.push({ link: link.id, sender, receiver });
        }
        return known.verdict;
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
    metWith,
    documents,
    problems: comparison.problems,
    summaries: comparison.summaries,
    narrowed: comparison.narrowed,
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

interface Told {
  readonly verdict: Verdict;
  /** Notices too. */
  readonly findings: readonly Finding[];
}

function told(link: ConfigLink, knowledge: PairOutcome, judged: readonly Judged[], hash: Hash): Told {
  if (knowledge.kind !== "observed") return { verdict: knowledge, findings: [] };
  const findings = findingsOf(link, knowledge.digests, judged, hash);
  return { verdict: verdictFrom(findings), findings };
}

function verdictFrom(own: readonly Finding[]): Verdict {
  const ids = (outcome: Finding["outcome"]) =>
    own.filter((each) => each.outcome === outcome).map((each) => each.id);
  const [breaking, unknown] = [ids("breaking"), ids("unknown")];
  if (breaking.length > 0) return { kind: "breaking", because: [...breaking, ...unknown] };
  return unknown.length > 0 ? { kind: "unknown", because: unknown } : { kind: "compatible" };
}

/** Of these kinds more than the two contracts decides, so the same two may give several findings. */
function beyondBoth({ contract }: ConfigLink, { outcome, why }: Observation): readonly string[] {
  return ["flags", "assets", "sql"].includes(contract.form) ? [outcome, why] : [];
}

function findingsOf(
  link: ConfigLink,
  digests: readonly [string, string],
  judged: readonly Judged[],
  hash: Hash,
): Finding[] {
  const uses = new Map<string, number>();
  return judged.map(({ observation, doubt }) => {
    const { ruleId, direction, operation, place, other, why, fixes, decides } = observation;
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
      ...beyondBoth(link, observation),
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
      ...(other ? { other } : {}),
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
