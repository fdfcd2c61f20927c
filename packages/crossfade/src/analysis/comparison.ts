import { ABSENT, type VersionLabel } from "@crossfade/core";
import type { ConfigLink } from "../config/system-config.ts";
import type { Confirmations, PairOutcome } from "./confirmations.ts";
import { type ContractAt, type ContractReader, pathOf } from "./contract-at.ts";
import { documentOwner } from "./document-owner.ts";
import { withFlagsOff } from "./flagged-versions.ts";
import type { KnownComparisons } from "./known-comparisons.ts";
import { type Baseline, type End, observePair } from "./pair-observations.ts";
import type { ReportProblem } from "./report.ts";
import type { ComponentVersions } from "./versions.ts";

/** A version pair, compared; what was observed may still be under confirmation. */
export interface OpenPair {
  readonly link: ConfigLink;
  readonly sender: VersionLabel;
  readonly receiver: VersionLabel;
  /** One for each contract that either end may have been built with. */
  readonly knowledge: readonly PairOutcome[];
}

/** Compares the ends of links at all their versions; equal ends are compared once. */
export class Comparison {
  readonly problems: ReportProblem[] = [];
  readonly summaries = new Map<string, string>();
  /** By link: the sender's versions that use only what a list says, by the path of the list. */
  readonly narrowed = new Map<string, Map<string, VersionLabel[]>>();
  readonly notes = new Set<string>();
  readonly #reader: ContractReader;
  readonly #comparisons: KnownComparisons;
  readonly #confirmations: Confirmations;

  constructor(reader: ContractReader, comparisons: KnownComparisons, confirmations: Confirmations) {
    this.#reader = reader;
    this.#comparisons = comparisons;
    this.#confirmations = confirmations;
  }

  async pairsOf(
    link: ConfigLink,
    versions: ReadonlyMap<string, ComponentVersions>,
  ): Promise<readonly OpenPair[]> {
    const sender = versions.get(link.sender);
    const receiver = versions.get(link.receiver);
    if (!sender || !receiver) return [];
    const senders = this.#ends(link, sender, "sender", [...sender.past, ...sender.left]);
    const receivers = this.#ends(link, receiver, "receiver", []);
    for (const [label, ends] of senders) this.#noteNarrowed(link, label, ends);
    const promises = new Map([...senders].map(([label]) => [label, this.#builtAgainst(link, sender, label)]));
    const kept = new Map([...receivers].map(([label]) => [label, this.#keptBy(link, receiver, label)]));
    const runsNow = this.#runsNow(link, receiver);
    const baseline = baselineOf(senders.get(sender.chain[0] ?? ""), receivers.get(receiver.chain[0] ?? ""));
    const describes = documentOwner(link, sender.config, receiver.config);
    const many = contractsIn([...senders.values(), ...receivers.values()]) > 2;
    const known = new Map<string, PairOutcome>();
    const know = async (sent: End, taken: End, beside: Beside): Promise<PairOutcome> => {
      if (link.sender === link.receiver && taken.kind === "absent") return { kind: "not-spoken" };
      const key = JSON.stringify([textOf(sent), textOf(taken), besideText(beside)]);
      const before = known.get(key);
      if (before) return before;
      const context = { baseline, runsNow, describes, many, ...beside };
      const knowledge = observePair(link, sent, taken, context, this.#comparisons);
      const outcome = await this.#confirmations.begin(knowledge);
      known.set(key, outcome);
      return outcome;
    };
    const pairs: OpenPair[] = [];
    for (const [from, sent] of senders) {
      for (const [to, taken] of receivers) {
        const knowledge: PairOutcome[] = [];
        for (const one of sent)
          for (const other of taken)
            for (const builtAgainst of promises.get(from) ?? [undefined])
              knowledge.push(await know(one, other, { builtAgainst, kept: kept.get(to) }));
        pairs.push({ link, sender: from, receiver: to, knowledge });
      }
    }
    return pairs;
  }

  /**
   * What the receiver promised where a sender's version was built. Where it may have been built at several, a reader of
   * flags is held to each of them; for SQL none counts.
   */
  #builtAgainst(
    link: ConfigLink,
    sender: ComponentVersions,
    label: VersionLabel,
  ): readonly (Read | undefined)[] {
    if (!["flags", "sql"].includes(link.contract.form)) return [undefined];
    const found = (sender.revisionsOf.get(label) ?? []).map((each) =>
      this.#reader.at(link, each, "receiver"),
    );
    const distinct = [...new Map(found.map((each) => [textOf(each), each])).values()];
    if (distinct.length === 0 || (distinct.length > 1 && link.contract.form === "sql")) return [undefined];
    return distinct.map((each) => (each.kind === "contract" ? each : undefined));
  }

  /** What the receiver serves before the release. */
  #runsNow(link: ConfigLink, receiver: ComponentVersions): Read | undefined {
    const revision = receiver.revisionsOf.get(receiver.chain[0] ?? "")?.at(-1);
    if (link.contract.form !== "flags" || !revision) return undefined;
    const found = this.#reader.at(link, revision, "receiver");
    return found.kind === "contract" ? found : undefined;
  }

  /** What an asset host goes on holding of its versions before this one, the last upload first: it wrote over the others. */
  #keptBy(link: ConfigLink, receiver: ComponentVersions, label: VersionLabel): readonly Read[] {
    if (link.contract.form !== "assets") return [];
    const byAge = [...[...receiver.older, ...receiver.past].toReversed(), ...receiver.chain];
    const kept: VersionLabel[] = [];
    for (let at = byAge.indexOf(label); at > 0 && this.#keepsEarlier(receiver, byAge[at] ?? ""); at--)
      kept.push(byAge[at - 1] ?? "");
    return kept
      .flatMap((each) => receiver.revisionsOf.get(each) ?? [])
      .map((each) => this.#reader.at(link, each, "receiver"))
      .filter((each) => each.kind === "contract");
  }

  /** Whether a version's own upload left the files of those before it: as its own crossfade.yaml says. */
  #keepsEarlier({ config, revisionsOf }: ComponentVersions, label: VersionLabel): boolean {
    const revision = revisionsOf.get(label)?.at(-1);
    return ((revision && this.#reader.declared(config.id, revision)) ?? config).keepsEarlier;
  }

  #ends(
    link: ConfigLink,
    versions: ComponentVersions,
    side: "sender" | "receiver",
    more: readonly VersionLabel[],
  ): Map<VersionLabel, readonly End[]> {
    const off = (versions.flagged ?? []).map((each) => each.off);
    const labels = [...new Set([...versions.chain, ...versions.older, ...more, ...off])];
    return new Map(labels.map((label) => [label, this.#endsAt(link, versions, label, side)]));
  }

  /** Every contract that a version may have been built with; where one is known, those not written down do not count. */
  #endsAt(
    link: ConfigLink,
    versions: ComponentVersions,
    label: VersionLabel,
    side: "sender" | "receiver",
  ): readonly End[] {
    const flagged = versions.flagged?.find((each) => each.off === label);
    if (flagged)
      return this.#endsAt(link, versions, flagged.version, side).map((end) =>
        withFlagsOff(end, flagged.keys),
      );
    const state = versions.states.get(label);
    const outer = [versions.chain[0] ?? ABSENT, versions.chain.at(-1) ?? ABSENT];
    if (state && link.contract.form === "sql" && side === "receiver") {
      this.#tell(link, state);
      return [state];
    }
    // Between two versions of a schema: to those who send no SQL it may be either.
    if (state && !outer.includes(label))
      return outer.flatMap((each) => this.#endsAt(link, versions, each, side));
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

  #noteNarrowed(link: ConfigLink, label: VersionLabel, ends: readonly End[]): void {
    const lists = ends.map((end) => (end.kind === "contract" ? end.narrowed?.list : undefined));
    const [list] = lists;
    if (list === undefined || lists.some((each) => each !== list)) return;
    const ofLink = this.narrowed.get(link.id) ?? new Map<string, VersionLabel[]>();
    this.narrowed.set(link.id, ofLink.set(list, [...(ofLink.get(list) ?? []), label]));
  }

  #tell(link: ConfigLink, end: End): void {
    if (end.kind === "unreadable")
      for (const problem of end.problems)
        if (!this.problems.some((each) => sameProblem(each, problem))) this.problems.push(problem);
    if (end.kind !== "contract" || this.summaries.has(link.id)) return;
    this.summaries.set(link.id, end.reading.summary);
  }
}

function contractsIn(ends: readonly (readonly End[])[]): number {
  return new Set(ends.flat().flatMap((end) => ("digest" in end ? [end.digest] : []))).size;
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
