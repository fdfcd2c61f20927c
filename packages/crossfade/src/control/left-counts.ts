import {
  type EvidenceStore,
  type LeftCount,
  leftKey,
  readLeftCount,
  type StoredRelease,
} from "@crossfade/core";

/** By wait that is measured now: how much was left when it was counted last. Nothing where nobody has counted. */
export async function leftCounts(
  evidence: Pick<EvidenceStore, "evidence">,
  { spec, progress }: Pick<StoredRelease, "spec" | "progress">,
): Promise<Readonly<Record<string, LeftCount>>> {
  const { phase, steps, cleared } = progress;
  if (phase !== "running") return {};
  const measured = spec.plan.waits.filter(
    ({ id, kind, before, after }) =>
      kind === "empty" &&
      steps[before]?.doneMs !== undefined &&
      steps[after] === undefined &&
      !cleared.includes(id),
  );
  const left: Record<string, LeftCount> = {};
  for (const { id } of measured) {
    const count = readLeftCount(await evidence.evidence(leftKey(spec.id, id)));
    if (count !== undefined) left[id] = count;
  }
  return left;
}
