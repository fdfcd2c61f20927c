import type { Link, VersionLabel } from "@crossfade/core";
import type { ConfigLink, SystemConfig } from "../config/system-config.ts";
import type { AnalysisInput } from "./input.ts";
import { isSameLink } from "./link-identity.ts";
import type { ComponentVersions } from "./versions.ts";

/** The links of `to`, and those that only another revision declares between components that still have a name. */
export function linksOf(input: AnalysisInput, config: SystemConfig): ConfigLink[] {
  const links = [...config.links];
  const known = new Set(config.components.map((each) => each.id));
  for (const own of input.configs.values())
    for (const link of own.links)
      if (!links.some((each) => isSameLink(each, link)) && known.has(link.sender) && known.has(link.receiver))
        links.push(link);
  return links;
}

/** A component that only an older revision declares is on its way out: it joins the system of `to`. */
export function withRemoved(input: AnalysisInput, config: SystemConfig): SystemConfig {
  const { from } = input.revisions;
  const old = input.configs.get(from);
  const removed = old?.components.filter((each) => !config.components.some(({ id }) => id === each.id)) ?? [];
  return removed.length === 0 ? config : { ...config, components: [...config.components, ...removed] };
}

export function coreLink(link: ConfigLink, sender: ComponentVersions, receiver: ComponentVersions): Link {
  const past = link.linger.kind === "for-ever" ? sender.past : [];
  const left = link.linger.kind === "none" ? [] : [...new Set([...sender.left, ...past])];
  const affinity = affinityOf(link, sender, receiver);
  return {
    id: link.id,
    sender: link.sender,
    receiver: link.receiver,
    medium: link.medium,
    linger: link.linger,
    inbound: link.inbound,
    silentUnlessServing: link.silentUnlessServing,
    leftoversOnly: left,
    carries: link.carries,
    ...(affinity ? { affinity } : {}),
  };
}

/** `same-revision`: each sender version is pinned to the receiver version of the revision that it was built from. */
function affinityOf(
  { affinity }: ConfigLink,
  sender: ComponentVersions,
  receiver: ComponentVersions,
): ReadonlyMap<VersionLabel, VersionLabel> | undefined {
  if (affinity?.kind === "pins") return affinity.pins;
  if (affinity?.kind !== "same-revision") return undefined;
  const pins = [...sender.chain, ...sender.older].flatMap((label): [VersionLabel, VersionLabel][] => {
    const place = sender.chain.indexOf(label);
    const target = place >= 0 ? (receiver.chain[place] ?? receiver.chain.at(-1)) : receiver.chain[0];
    return target ? [[label, target]] : [];
  });
  return new Map(pins);
}
