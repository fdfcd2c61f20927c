import type { Outcome } from "@crossfade/core";
import { type Compared, compare, readLearnt } from "./comparing.ts";
import { routersOf, type Work } from "./performing.ts";
import { type RouterEvidence, routerEvidence } from "./router-evidence.ts";

type Read = Extract<RouterEvidence, { readonly kind: "read" }>;
const lookEveryMs = 1_000;

/**
 * While a set is away, users are on other weights than those of a rung, and nothing is judged. What routers count meanwhile
 * is taken in as counted under these weights: else it would look as if users were not where they should be. Undefined: it is
 * so; else what it waits for.
 */
export async function countBetweenRungs(work: Work, compared: Compared): Promise<Outcome | undefined> {
  const { spec, nowMs } = work.context;
  if (spec.gates.traffic === undefined) return undefined;
  const { comparison } = await readLearnt(work, compared);
  if (comparison === undefined) return undefined;
  const fromS = comparison.throughS ?? Math.floor(nowMs / 1_000);
  const { component } = compared;
  const evidence = await Promise.all(
    routersOf(work, component).map((router) => routerEvidence(router, component, fromS)),
  );
  const read = evidence.filter((each): each is Read => each.kind === "read" && each.measured !== undefined);
  const missing = evidence.find((each) => each.kind !== "read" || each.measured === undefined);
  if (missing !== undefined)
    return {
      kind: "pending",
      againInMs: lookEveryMs,
      why: `What ${missing.router.id} has counted cannot be had, and has to be before a set leaves.`,
    };
  await compare(work, compared, { read, options: spec.gates.traffic.comparison, sinceMs: nowMs });
  return undefined;
}
