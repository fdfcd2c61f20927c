import {
  type AppliedWeights,
  desiredWeights,
  type Gate,
  isSameWeights,
  shareText,
  type Weights,
  whoseWeights,
} from "@crossfade/core";
import { withKnownHand } from "./applied-memory.ts";
import type { Target, Work } from "./performing.ts";
import { measuredShare, type RouterEvidence } from "./router-evidence.ts";
import { repair } from "./weighing.ts";

export type WeightsAnswer =
  | { readonly kind: "gate"; readonly gate: Gate }
  | { readonly kind: "taken-over"; readonly weights: Weights };

type Read = Extract<RouterEvidence, { readonly kind: "read" }>;

/**
 * Do all routers do what is wanted? Read back, not remembered. What a person has set is taken over; what a router has lost is
 * told to it once more.
 */
export async function weightsGate(
  work: Work,
  target: Target,
  evidence: readonly RouterEvidence[],
  sinceS: number,
): Promise<WeightsAnswer> {
  const { component } = target;
  const wanted = desiredWeights(work.context.spec, work.context.progress, component);
  if (wanted === undefined) return inconclusive(`nobody knows which weights ${component} is to have`);
  const read = evidence.filter((each): each is Read => each.kind === "read");
  const memories = new Map<string, AppliedWeights>();
  for (const each of read)
    memories.set(each.router.id, await withKnownHand(work, each.router.id, component, each));
  const others = read.filter(({ weights }) => !isSameWeights(weights, wanted));
  for (const each of others) {
    const memory = memories.get(each.router.id) ?? {};
    if (whoseWeights(each, [wanted], memory) === "person")
      return { kind: "taken-over", weights: each.weights };
  }
  const repaired: string[] = [];
  for (const { router } of others) {
    const answer = await repair(work, router, component, wanted);
    if (typeof answer === "object") return { kind: "taken-over", weights: answer.person };
    if (answer === "repaired") repaired.push(router.id);
  }
  if (others.length > 0)
    return inconclusive(
      repaired.length === others.length
        ? `${repaired.join(", ")} had lost its weights and was told them once more`
        : `${others.map(({ router }) => router.id).join(", ")} works by other weights than wanted`,
    );
  const away = evidence.find((each) => each.kind !== "read");
  if (away?.kind === "away") return inconclusive(away.why);
  if (away !== undefined) return waiting(`${away.router.id} is being changed at this moment`);
  return { kind: "gate", gate: passed(target, read, wanted, sinceS) };
}

/** Wanted, read back, measured: three things, each shown. */
function passed(
  { component, version: label }: Target,
  read: readonly Read[],
  wanted: Weights,
  sinceS: number,
): Gate {
  const measured = measuredShare(
    read.flatMap((each) => each.measured ?? []),
    { component, label, sinceS },
  );
  const weight = wanted[label] ?? 0;
  const where = read.map(({ router }) => router.id).join(", ");
  const seen =
    measured === undefined
      ? "no request measured yet"
      : `${(measured.share * 100).toFixed(1)} % of ${measured.requests} requests measured`;
  return {
    name: "weights",
    result: "pass",
    reason: `${component} ${label} has ${shareText(weight)} at ${where}, as read back; ${seen}`,
    evidence: {
      wanted: weight,
      readBack: read.map(({ router, weights, generation }) => ({
        router: router.id,
        weight: weights[label] ?? 0,
        generation,
      })),
      ...(measured === undefined ? {} : { measured }),
    },
  };
}

function inconclusive(reason: string): WeightsAnswer {
  return {
    kind: "gate",
    gate: { name: "weights", result: "inconclusive", reason, missing: "every router, read back as wanted" },
  };
}

function waiting(reason: string): WeightsAnswer {
  return { kind: "gate", gate: { name: "weights", result: "wait", reason } };
}
