import type { System, VerdictTable } from "@crossfade/core";
import { durationText } from "./sentences.ts";
import type { ComponentVersions } from "./versions.ts";

/**
 * Earlier versions that are given without a word about when they ended are taken to have left nothing that is kept for a
 * time only. Where a version that is released now could not take it, that is said.
 */
export function leftoverNotes(
  { links }: System,
  versions: ReadonlyMap<string, ComponentVersions>,
  verdicts: VerdictTable,
): readonly string[] {
  return links.flatMap(({ id, sender, receiver, linger, leftoversOnly }) => {
    const gone = versions.get(sender)?.past.filter((label) => !leftoversOnly.includes(label)) ?? [];
    if (linger.kind !== "for") return [];
    return gone.flatMap((label) => {
      const met = versions
        .get(receiver)
        ?.chain.slice(1)
        .find((other) => {
          const verdict = verdicts.get(id)?.get(label)?.get(other)?.kind;
          return verdict === "breaking" || verdict === "unknown";
        });
      if (met === undefined) return [];
      const kept = durationText(linger.ms);
      return [
        `${sender} ${label} is taken to be gone for longer than ${kept}, so nothing of it is left on ${id}; ${receiver} ${met} may not take it. If it ended later than that, or can be replayed, say --left ${sender}@${label}.`,
      ];
    });
  });
}
