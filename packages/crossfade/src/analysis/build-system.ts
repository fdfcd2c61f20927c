import type { Component, FindingId, PairRef, System, Verdict, VerdictTable } from "@crossfade/core";
import type { ConfigLink, SystemConfig, Waiver } from "../config/system-config.ts";
import { coreLink } from "./links.ts";
import type { ComponentVersions } from "./versions.ts";

/** The system of the planner, from configuration and versions. */
export function buildSystem(
  config: SystemConfig,
  links: readonly ConfigLink[],
  versions: ReadonlyMap<string, ComponentVersions>,
  accepted: readonly PairRef[],
): System {
  return {
    id: config.id,
    components: config.components.flatMap((each) => {
      const own = versions.get(each.id);
      return own ? [coreComponent(own)] : [];
    }),
    links: links.flatMap((link) => {
      const sender = versions.get(link.sender);
      const receiver = versions.get(link.receiver);
      return sender && receiver ? [coreLink(link, sender, receiver)] : [];
    }),
    groups: config.groups,
    clearings: [],
    cutOffs: [],
    accepted,
    flagged: [...versions.values()].flatMap((each) => each.flagged ?? []),
    promised: [],
  };
}

function coreComponent({ config, chain, older }: ComponentVersions): Component {
  const { id, kind, forward, back, dark, serial, ours, tail, worstWaitMs, worstBackMs, endless } = config;
  const versions = [...older, ...chain];
  return {
    id,
    kind,
    chain,
    older,
    forward,
    back,
    dark,
    serial,
    ours,
    tail,
    worstWaitMs,
    worstBackMs,
    endless:
      endless === true
        ? versions
        : endless === false
          ? []
          : versions.filter((each) => endless.includes(each)),
  };
}

/** Pairs all of whose findings a waiver in force names. */
export function waivedPairs(
  verdicts: VerdictTable,
  waivers: readonly Waiver[],
): { readonly pair: PairRef; readonly waivers: readonly Waiver[] }[] {
  const inForce = new Map(waivers.filter((each) => !each.expired).map((each) => [each.finding, each]));
  if (inForce.size === 0) return [];
  return pairsOf(verdicts).flatMap(({ pair, verdict }) => {
    if (verdict.kind !== "breaking" && verdict.kind !== "unknown") return [];
    const found = verdict.because.map((id) => waiverFor(id, inForce));
    const all = found.flatMap((each) => each ?? []);
    return all.length > 0 && all.length === found.length ? [{ pair, waivers: all }] : [];
  });
}

/** People may write the first eight characters of a finding's id, as they are shown. */
function waiverFor(id: FindingId, waivers: ReadonlyMap<string, Waiver>): Waiver | undefined {
  return waivers.get(id) ?? waivers.get(id.slice(0, SHORT_ID));
}

/** How many characters of a finding's id people see. */
export const SHORT_ID = 8;

function* eachPair(verdicts: VerdictTable): Generator<{ pair: PairRef; verdict: Verdict }> {
  for (const [link, ofLink] of verdicts)
    for (const [sender, ofSender] of ofLink)
      for (const [receiver, verdict] of ofSender) yield { pair: { link, sender, receiver }, verdict };
}

function pairsOf(verdicts: VerdictTable): { pair: PairRef; verdict: Verdict }[] {
  return [...eachPair(verdicts)];
}
