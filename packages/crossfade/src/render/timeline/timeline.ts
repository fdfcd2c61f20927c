import { CrossfadeError } from "@crossfade/core";
import type { ReleaseForecast } from "../../analysis/forecast.ts";
import type { Report } from "../../analysis/report.ts";
import { paint } from "../page/styled.ts";
import { pageWidth } from "../render-report.ts";
import { Dates } from "./dates.ts";
import { timelineIcs } from "./ics.ts";
import { timelineJson } from "./json.ts";
import { timelineText } from "./text.ts";
import type { TimelineText, TimelineView } from "./view.ts";

/** A forecast as text or JSON, and as a calendar. Throws CF_NO_PLAN for a report without an order. */
export function renderTimeline(report: Report, forecast: ReleaseForecast, view: TimelineView): TimelineText {
  const { planning } = report;
  if (planning.kind === "impossible") throw new CrossfadeError("CF_NO_PLAN", {});
  const dates = new Dates(forecast.startMs, view.zone);
  const ics = timelineIcs(report, planning, forecast, dates);
  if (view.format === "json") return { text: timelineJson(report, planning, forecast), ics };
  const page = timelineText(report, planning, forecast, dates, view.zone, pageWidth(view.width));
  return { text: paint(page, view.colour), ics };
}
