import {
  ABSENT,
  builtLabel,
  type Finding,
  type FindingId,
  type FlaggedVersion,
  type Hash,
  type Link,
  type Verdict,
  type VersionLabel,
} from "@crossfade/core";
import { isInRange, parseFeatures } from "@crossfade/flags/file";
import type { SystemConfig } from "../config/system-config.ts";
import type { AnalysisInput } from "./input.ts";
import type { Judgement } from "./verdicts.ts";
import type { ComponentVersions } from "./versions.ts";

interface Need {
  readonly key: string;
  readonly service: string;
  readonly range: string;
  readonly document: string;
}

type Versions = ReadonlyMap<string, ComponentVersions>;

/**
 * `needs.services` of the flags that a plan may turn: with the flag on, a version must not meet users of a service below
 * what the flag needs. The flag server keeps it off until then in any case; the plan knows when.
 */
export function withFlagNeeds(
  input: AnalysisInput,
  config: SystemConfig,
  versions: Versions,
  judged: Judgement,
): { readonly versions: Versions; readonly judgement: Judgement } {
  const all = [...versions.values()].flatMap((each) => each.flagged ?? []);
  if (all.length === 0) return { versions, judgement: judged };
  const needs = needsIn(input, config);
  const verdicts = new Map(judged.verdicts);
  const findings = new Map(judged.findings);
  const metWith = new Map(judged.metWith);
  const changed = new Map(versions);
  for (const flagged of all) {
    const own = needs.filter(({ key, service }) => flagged.keys.includes(key) && versions.has(service));
    const links = own.map((need) => linkOf(flagged, need));
    own.forEach((need, index) => {
      const link = links[index];
      const sender = versions.get(flagged.component);
      const receiver = versions.get(need.service);
      if (!link || !sender || !receiver) return;
      const finding = findingOf(link, need, input.hash);
      findings.set(finding.id, finding);
      verdicts.set(link.id, tableOf(flagged, sender, receiver, need, finding.id));
      const met = [...receiver.chain, ...receiver.older].filter((each) => !isEnough(each, need));
      metWith.set(
        finding.id,
        met.map((each) => ({ link: link.id, sender: flagged.version, receiver: each })),
      );
    });
    const before = changed.get(flagged.component);
    if (before && links.length > 0)
      changed.set(flagged.component, { ...before, flagged: [{ ...flagged, needs: links }] });
  }
  return { versions: changed, judgement: { ...judged, verdicts, findings, metWith } };
}

/** Of the flag files of the new revision; one that is not there, or cannot be read, says nothing. */
function needsIn({ revisions }: AnalysisInput, { components }: SystemConfig): Need[] {
  return components.flatMap(({ kind, file }) => {
    const text = kind === "flags" && file !== undefined ? revisions.to.documents.read(file) : undefined;
    if (text === undefined || file === undefined) return [];
    const parsed = parseFeatures(text, file);
    if (!parsed.ok) return [];
    return Object.entries(parsed.file.features).flatMap(([key, { needs }]) =>
      Object.entries(needs?.services ?? {}).map(([service, range]) => ({
        key,
        service,
        range,
        document: file,
      })),
    );
  });
}

function linkOf({ component }: FlaggedVersion, { key, service }: Need): Link {
  return {
    id: `flag ${key} of ${component} needs ${service}`,
    sender: component,
    receiver: service,
    medium: "flags",
    linger: { kind: "none" },
    inbound: "routed",
    silentUnlessServing: false,
    leftoversOnly: [],
    carries: false,
  };
}

function tableOf(
  { version }: FlaggedVersion,
  sender: ComponentVersions,
  receiver: ComponentVersions,
  need: Need,
  finding: FindingId,
): ReadonlyMap<string, ReadonlyMap<string, Verdict>> {
  const labels = (all: ComponentVersions) => [
    ...all.chain,
    ...all.older,
    ...all.past,
    ...all.left,
    ...(all.flagged ?? []).map((each) => each.off),
  ];
  const verdict = (from: string, to: string): Verdict =>
    from !== version || isEnough(to, need)
      ? { kind: "compatible" }
      : { kind: "breaking", because: [finding] };
  return new Map(
    labels(sender).map((from) => [from, new Map(labels(receiver).map((to) => [to, verdict(from, to)]))]),
  );
}

function isEnough(label: VersionLabel, { range }: Need): boolean {
  return label !== ABSENT && isInRange(builtLabel(label), range);
}

function findingOf({ id: link }: Link, { key, service, range, document }: Need, hash: Hash): Finding {
  return {
    id: hash(JSON.stringify(["flags/needs-service", link, range])).slice(0, 16),
    ruleId: "flags/needs-service",
    outcome: "breaking",
    link,
    direction: "request",
    place: {
      side: "sender",
      document,
      pointer: `/features/${key.replaceAll("~", "~0").replaceAll("/", "~1")}/needs/services`,
    },
    why: `the flag ${key} needs ${service} ${range}`,
    fixes: [`Turn ${key} on when no ${service} outside ${range} is live, and off before one comes back.`],
  };
}
