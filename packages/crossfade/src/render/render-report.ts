import type { Report } from "../analysis/report.ts";
import { findingByPrefix } from "./finding-ids.ts";
import { annotationsText } from "./github/annotations.ts";
import { reportMarkdown } from "./github/markdown.ts";
import { findingJson, reportJson } from "./json.ts";
import { type Line, paint } from "./page/styled.ts";
import { checkText } from "./text/check.ts";
import { explainText } from "./text/explain.ts";
import { matrixText } from "./text/matrix.ts";
import { planText } from "./text/plan.ts";
import type { Rendered, View } from "./view.ts";

const minWidth = 60;
const maxWidth = 160;

/** A report as text, JSON or for GitHub. Throws CF_FINDING_UNKNOWN where `explain` names no finding, or several. */
export function renderReport(report: Report, view: View): Rendered {
  if (view.format === "json") return { text: jsonOf(report, view) };
  if (view.format === "github" && view.verb !== "explain") {
    const asPlanned = view.verb === "plan" || (view.verb === "check" && view.allowSplit);
    return { text: annotationsText(report, asPlanned), markdown: reportMarkdown(report, asPlanned) };
  }
  return { text: paint(pageOf(report, view, pageWidth(view.width)), view.colour) };
}

/** The columns that a page uses of those that a terminal has. */
export function pageWidth(columns: number): number {
  return Math.min(maxWidth, Math.max(minWidth, Math.floor(columns)));
}

function jsonOf(report: Report, view: View): string {
  return view.verb === "explain"
    ? findingJson(findingByPrefix(report, view.finding), report)
    : reportJson(report);
}

function pageOf(report: Report, view: View, width: number): Line[] {
  switch (view.verb) {
    case "check":
      return checkText(report, view.allowSplit, width);
    case "plan":
      return planText(report, width, view.hasHash ?? true);
    case "matrix":
      return matrixText(report, width);
    case "explain":
      return explainText(findingByPrefix(report, view.finding), report, width);
  }
}
