import { ABSENT, type Finding, goesBack, partOfCall } from "@crossfade/core";
import type { Age, PairReport, Report } from "../analysis/report.ts";
import { versionText } from "./words.ts";

/** Pairs of one link that break, or are unknown, for the same findings and meet at the same times: told once. */
export interface PairGroup {
  readonly pairs: readonly [PairReport, ...PairReport[]];
  readonly findings: readonly Finding[];
}

export function groupPairs(pairs: readonly PairReport[], report: Pick<Report, "findings">): PairGroup[] {
  const groups = new Map<string, [PairReport, ...PairReport[]]>();
  for (const pair of pairs) {
    const key = JSON.stringify([pair.link, pair.verdict, pair.findings, pair.asRequested, pair.asPlanned]);
    const known = groups.get(key);
    if (known) known.push(pair);
    else groups.set(key, [pair]);
  }
  return [...groups.values()].map((group) => ({
    pairs: group,
    findings: group[0].findings.flatMap((id) => findingOf(report, id)),
  }));
}

function findingOf({ findings }: Pick<Report, "findings">, id: string): Finding[] {
  const finding = Object.hasOwn(findings, id) ? findings[id] : undefined;
  return finding ? [finding] : [];
}

/** One end of a group, when all its pairs are a full product of the two ends; else the pairs stand line by line. */
export interface GroupEnd {
  readonly component: string;
  readonly versions: readonly { readonly label: string; readonly age: Age }[];
}

export interface GroupHead {
  readonly sender: GroupEnd;
  readonly receiver: GroupEnd;
}

export function headsOf({ pairs }: PairGroup): GroupHead[] {
  const sender = endOf(pairs.map((each) => each.sender));
  const receiver = endOf(pairs.map((each) => each.receiver));
  if (sender.versions.length * receiver.versions.length === pairs.length) return [{ sender, receiver }];
  return pairs.map((each) => ({ sender: endOf([each.sender]), receiver: endOf([each.receiver]) }));
}

function endOf(ends: readonly PairReport["sender"][]): GroupEnd {
  const versions = new Map(ends.map((each) => [each.version, { label: each.version, age: each.age }]));
  return { component: ends[0]?.component ?? "", versions: [...versions.values()] };
}

/** "web 1.8.3, 1.7.0" */
export function endText({ component, versions }: GroupEnd): string {
  const [first] = versions;
  if (versions.length === 1 && first?.label === ABSENT) return versionText(component, ABSENT);
  return `${component} ${versions.map((each) => (each.label === ABSENT ? "(absent)" : each.label)).join(", ")}`;
}

export function pairText({ sender, receiver }: Pick<PairReport, "sender" | "receiver">): string {
  return `${versionText(sender.component, sender.version)} → ${versionText(receiver.component, receiver.version)}`;
}

/** "as requested; kept apart in the plan". */
export function contactText({
  asRequested,
  asPlanned,
}: Pick<PairReport, "asRequested" | "asPlanned">): string {
  if (asRequested === "standing") return "already, before the release";
  if (asRequested === "apart") return asPlanned === "possible" ? "only in the plan" : "never";
  if (asPlanned === undefined) return "as requested";
  return asPlanned === "apart" ? "as requested; kept apart in the plan" : "as requested and in the plan";
}

/** Who sends and who receives the value that a finding is about: a response goes the other way. */
export function rolesOf(finding: Pick<Finding, "direction">, sender: string, receiver: string) {
  return goesBack(finding.direction)
    ? { sends: receiver, takes: sender }
    : { sends: sender, takes: receiver };
}

/** "PUT /cart request", "orders.created". */
export function whatText({ operation, direction, place }: Finding): string {
  const what = operation ?? place.document;
  const part = partOfCall(direction);
  return part ? `${what} ${part}` : what;
}

export interface Verdicts {
  readonly breaks: number;
  readonly unknown: number;
}

export function verdictsOf(pairs: readonly PairReport[]): Verdicts {
  const breaks = pairs.filter((each) => each.verdict === "breaking").length;
  return { breaks, unknown: pairs.length - breaks };
}
