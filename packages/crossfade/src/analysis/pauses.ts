import {
  type Finding,
  type FindingId,
  layOut,
  type PairRef,
  planLayout,
  type System,
  type Verdict,
  type VerdictTable,
  type VersionLabel,
  versionId,
} from "@crossfade/core";
import type { Judgement } from "./verdicts.ts";

/**
 * A schema passes through a state after each migration. Only those at which the release has to pause become versions of
 * their own: the fewest with which the plan is as good as with all of them.
 */
export function withFewestPauses(
  system: System,
  verdicts: VerdictTable,
  states: ReadonlyMap<string, readonly VersionLabel[]>,
): System {
  let now = [...states.keys()].reduce((each, component) => withStates(each, component, []), system);
  for (const [component, labels] of states) {
    let kept = tellingStates(component, labels, system, verdicts);
    const rank = (some: readonly VersionLabel[]) => rankOf(withStates(now, component, some), verdicts);
    const best = rank(kept);
    if (rank([]) <= best) continue;
    for (const label of kept) {
      const fewer = kept.filter((each) => each !== label);
      if (rank(fewer) <= best) kept = fewer;
    }
    now = withStates(now, component, kept);
  }
  return now;
}

/** The findings but for those that were met only with states at which the release does not pause. */
export function findingsAt(
  system: System,
  states: ReadonlyMap<string, readonly VersionLabel[]>,
  { findings, metWith }: Pick<Judgement, "findings" | "metWith">,
): ReadonlyMap<FindingId, Finding> {
  const links = new Map(system.links.map((each) => [each.id, each]));
  const passed = new Set(
    system.components.flatMap(({ id, chain }) =>
      (states.get(id) ?? []).filter((label) => !chain.includes(label)).map((label) => versionId(id, label)),
    ),
  );
  const stands = ({ link, sender, receiver }: PairRef) => {
    const own = links.get(link);
    return (
      !passed.has(versionId(own?.sender ?? "", sender)) &&
      !passed.has(versionId(own?.receiver ?? "", receiver))
    );
  };
  return new Map([...findings].filter(([id]) => metWith.get(id)?.some(stands)));
}

/** Proven before unproven before impossible; among unproven plans the fewest unknown pairs. */
function rankOf(system: System, verdicts: VerdictTable): number {
  const planning = planLayout(layOut(system, verdicts));
  if (planning.kind === "impossible") return Number.POSITIVE_INFINITY;
  return planning.plan.unknowns.length;
}

/** Of neighbours that mean the same to everybody only the last; none that means the same as the old or the new version. */
function tellingStates(
  component: string,
  labels: readonly VersionLabel[],
  system: System,
  verdicts: VerdictTable,
): VersionLabel[] {
  const chain = system.components.find(({ id }) => id === component)?.chain ?? [];
  const meaning = new Map(
    [chain[0], ...labels, chain.at(-1)].map((label) => [
      label,
      meaningOf(component, label ?? "", system, verdicts),
    ]),
  );
  const [old, last] = [meaning.get(chain[0]), meaning.get(chain.at(-1))];
  return labels.filter((label, index) => {
    const own = meaning.get(label);
    const next = labels[index + 1];
    return own !== old && own !== last && (next === undefined || meaning.get(next) !== own);
  });
}

/** What a version of a component is to everyone it meets, as one text. */
function meaningOf(component: string, label: VersionLabel, system: System, verdicts: VerdictTable): string {
  return JSON.stringify(
    system.links.flatMap((link) => {
      const ofLink = verdicts.get(link.id);
      if (link.receiver === component)
        return [...(ofLink ?? [])].map(([sender, row]) => [link.id, sender, kindOf(row.get(label))]);
      if (link.sender === component)
        return [...(ofLink?.get(label) ?? [])].map(([receiver, verdict]) => [
          link.id,
          receiver,
          verdict.kind,
        ]);
      return [];
    }),
  );
}

function kindOf(verdict: Verdict | undefined): string {
  return verdict?.kind ?? "unknown";
}

/** The component's chain with only these of its states between the old version and the new one. */
function withStates(system: System, component: string, kept: readonly VersionLabel[]): System {
  return {
    ...system,
    components: system.components.map((each) =>
      each.id === component
        ? { ...each, chain: [each.chain[0], ...kept, each.chain.at(-1)].flatMap((label) => label ?? []) }
        : each,
    ),
  };
}
