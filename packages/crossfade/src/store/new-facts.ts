import { type Fact, type FactEntry, isKnownFact, liveVersions } from "@crossfade/core";

/** Of some facts those that tell something new after what is known, each seen in the light of those before it. */
export function newFacts(known: readonly FactEntry[], facts: readonly Fact[]): readonly Fact[] {
  const entries = [...known];
  const told: Fact[] = [];
  for (const fact of facts) {
    if (isKnownFact(liveVersions(entries), fact)) continue;
    told.push(fact);
    entries.push({ seq: entries.length + 1, atMs: 0, actor: "", fact });
  }
  return told;
}
