import {
  ABSENT,
  type Layout,
  type Plan,
  requestedScenes,
  scenesOf,
  type VerdictTable,
} from "@crossfade/core";
import type { ReportScenes } from "./report.ts";

/** The pictures of a release: as requested from `base`, as planned from the layout that the chosen moves made. */
export function reportScenes(
  base: Layout,
  planned: Layout,
  plan: Plan | undefined,
  verdicts: VerdictTable,
): ReportScenes {
  return {
    components: planned.timeline.system.components.map(({ id, kind, chain, older, forward, tail }) => ({
      id,
      kind,
      versions: [...[...older].reverse(), ...chain].filter((each) => each !== ABSENT),
      older: older.length,
      forward,
      tail,
    })),
    requested: requestedScenes(base, verdicts),
    planned: plan ? scenesOf(planned, plan, verdicts) : [],
  };
}
