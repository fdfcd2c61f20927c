import type { FlaggedEnd, Side } from "@crossfade/contracts";
import { ABSENT, type Kind, offLabel, type VersionLabel } from "@crossfade/core";
import type { ConfigLink } from "../config/system-config.ts";
import type { ContractReader } from "./contract-at.ts";
import type { End } from "./pair-observations.ts";
import type { ComponentVersions } from "./versions.ts";

/** Kinds whose code can ask a flag. */
const code: readonly Kind[] = ["service", "worker", "job", "web", "add-in", "extension", "mobile", "desktop"];

/**
 * The same versions, with the state that a new one has while what is new in it and behind a flag is off. Flags that the
 * version before already names may be on for its users: they are not turned off by a release.
 */
export function withFlagged(
  versions: ComponentVersions,
  links: readonly ConfigLink[],
  reader: ContractReader,
): ComponentVersions {
  const { config, chain } = versions;
  const [from, to, ...more] = chain;
  if (from === undefined || to === undefined || more.length > 0 || !code.includes(config.kind))
    return versions;
  if (from === ABSENT || to === ABSENT || !config.ours) return versions;
  const before = new Set(keysOf(versions, from, links, reader));
  const keys = [...new Set(keysOf(versions, to, links, reader))].filter((each) => !before.has(each)).sort();
  if (keys.length === 0) return versions;
  return { ...versions, flagged: [{ component: config.id, version: to, off: offLabel(to), keys }] };
}

function keysOf(
  { config, revisionsOf }: ComponentVersions,
  label: VersionLabel,
  links: readonly ConfigLink[],
  reader: ContractReader,
): string[] {
  const sides = (link: ConfigLink): Side[] => [
    ...(link.sender === config.id ? (["sender"] as const) : []),
    ...(link.receiver === config.id ? (["receiver"] as const) : []),
  ];
  return links.flatMap((link) =>
    sides(link).flatMap((side) =>
      (revisionsOf.get(label) ?? []).flatMap((revision) => {
        const end = reader.at(link, revision, side);
        return end.kind === "contract" ? (end.flags?.marks ?? []).map((each) => each.key) : [];
      }),
    ),
  );
}

/** One end while these flags are off. */
export function withFlagsOff(end: End, keys: readonly string[]): End {
  if (end.kind !== "contract" || !end.flags?.marks.some((each) => keys.includes(each.key))) return end;
  const flags: FlaggedEnd = { ...end.flags, off: new Set([...end.flags.off, ...keys]) };
  const { reading, documents, digest, narrowed } = end;
  return {
    kind: "contract",
    get contract() {
      return reading.contract;
    },
    reading,
    documents,
    // Another thing than the same contract with the flag on.
    digest: `${digest}/off ${keys.join(" ")}`,
    ...(narrowed ? { narrowed } : {}),
    flags,
  };
}
