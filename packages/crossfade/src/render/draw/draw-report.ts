import { CrossfadeError } from "@crossfade/core";
import type { Report } from "../../analysis/report.ts";
import { type Drawing, type DrawnScene, drawingOf } from "./drawing.ts";
import { drawnHeadline } from "./headline.ts";
import { lineText } from "./lines.ts";
import { pageOf } from "./page.ts";
import { staticPicture } from "./static-picture.ts";

/** `html`: a page with every moment. `svg`: one moment, that of a stage (0: before), else everything at once. */
export type DrawFormat = { readonly format: "html" } | { readonly format: "svg"; readonly stage?: number };

export interface Drawn {
  readonly text: string;
  /** The answer in one sentence. */
  readonly headline: string;
}

/** Draws a report that has scenes. Throws CF_USAGE for a stage that the plan does not have. */
export function drawReport(report: Report, view: DrawFormat): Drawn {
  if (!report.scenes)
    throw new CrossfadeError("CF_INTERNAL", { what: "a report without scenes is to be drawn" });
  const drawing = drawingOf(report, report.scenes);
  const headline = lineText(drawnHeadline(report));
  return {
    headline,
    text: view.format === "html" ? pageOf(drawing) : staticPicture(drawing, sceneAt(drawing, view.stage)),
  };
}

function sceneAt({ requested, planned }: Drawing, stage: number | undefined): DrawnScene {
  const found = stage === undefined ? (requested[1] ?? requested[0]) : planned[stage];
  if (found) return found;
  const known =
    planned.length === 0
      ? "There is no plan, so there is no stage."
      : `Stages are 1 to ${planned.length - 2}; 0 is before, ${planned.length - 1} after.`;
  throw new CrossfadeError("CF_USAGE", {
    what: `There is no stage ${stage}. ${known}`,
    command: "crossfade draw",
  });
}
