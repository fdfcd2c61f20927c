import type { Finding } from "@crossfade/core";

/** Where no contract could be read at all: the one to write first, because most unknown pairs wait for it. */
export function firstContractNote(
  pairs: readonly { readonly findings: readonly string[] }[],
  findings: ReadonlyMap<string, Finding>,
): string | undefined {
  const waiting = new Map<string, number>();
  for (const { findings: ids } of pairs) {
    const documents = ids.flatMap((id) => {
      const finding = findings.get(id);
      return finding?.ruleId === "link/contract-missing" ? [finding.place.document] : [];
    });
    for (const document of new Set(documents)) waiting.set(document, (waiting.get(document) ?? 0) + 1);
  }
  const [first] = [...waiting].sort(([, one], [, other]) => other - one);
  if (!first) return undefined;
  const [document, count] = first;
  return `No contract was found, so nothing can be told. Add ${document} first: ${count} of ${pairs.length} version pairs wait for it.`;
}
