import { applyMove, layOut, type Move, planLayout } from "@crossfade/core";
import type { Report } from "../../packages/crossfade/src/analysis/report.ts";
import { reportScenes } from "../../packages/crossfade/src/analysis/report-scenes.ts";
import { reportOf } from "./report-story.ts";
import type { Story } from "./story.ts";

/** The report of a story with what is needed to draw it. */
export function drawnReport(
  story: Story,
  extra: Parameters<typeof reportOf>[1] & { move?: Move } = {},
): Report {
  const { system, verdicts } = story.tell();
  const base = layOut(system, verdicts);
  const planned = extra.move ? layOut(applyMove(system, extra.move), verdicts) : base;
  const planning = planLayout(planned);
  const plan = planning.kind === "impossible" ? undefined : planning.plan;
  return { ...reportOf(story, extra), scenes: reportScenes(base, planned, plan, verdicts) };
}
