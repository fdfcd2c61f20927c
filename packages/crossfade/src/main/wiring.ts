import { CrossfadeError, canonicalJson } from "@crossfade/core";
import { gitVersion, openRepository } from "../adapters/source/git-repository.ts";
import { createSource } from "../adapters/source/source.ts";
import { forecastOf } from "../analysis/forecast.ts";
import { outcomeOf } from "../analysis/outcome.ts";
import type { Report } from "../analysis/report.ts";
import type { Commands, TimelineRequest } from "../cli/commands.ts";
import { configJsonSchema } from "../config/json-schema.ts";
import type { ConfigCalendar } from "../config/system-config.ts";
import { drawReport } from "../render/draw/draw-report.ts";
import { renderReport } from "../render/render-report.ts";
import type { TimelineText, TimelineView } from "../render/timeline/view.ts";
import { runAnalysis } from "./analysis.ts";
import { openCache } from "./cache.ts";
import { createControlPorts } from "./control-run.ts";
import { createInclusion } from "./inclusion.ts";
import { unwritable } from "./process-io.ts";
import { createProxyPorts } from "./proxy-run.ts";
import { lookAtRepository } from "./repository-look.ts";
import { createRouterPorts } from "./router-run.ts";
import type { Stop } from "./stop.ts";
import { version } from "./version.ts";
import { writeWhole } from "./whole-file.ts";

const MINUTE_MS = 60_000;
/** Business days are known for five years: what takes longer has no date. */
const CALENDAR_MS = 5 * 366 * 86_400_000;

/** Puts the parts together for one run of the command line. */
export function createCommands(stop: Stop): Commands<Report> {
  const options = { cwd: process.cwd(), env: process.env, signal: stop.signal };
  const source = createSource(options);
  return {
    analyse: (request) =>
      runAnalysis(request, source, Date.now(), request.cache === false ? new Map() : openCache(options)),
    outcome: outcomeOf,
    render: renderReport,
    draw: drawReport,
    timeline: timelineOf,
    planFile: planFileOf,
    configSchema: configJsonSchema,
    inclusion: createInclusion(options.cwd),
    version,
    proxy: createProxyPorts(stop),
    router: createRouterPorts(stop),
    control: createControlPorts(source, stop),
    init: {
      look: (folder, tell) => lookAtRepository(folder, { ...options, nowMs: Date.now }, tell),
      writeWhole,
    },
    doctor: {
      nodeVersion: process.versions.node,
      gitVersion: () => gitVersion(options.cwd, options),
      repository: () => openRepository(options.cwd, options),
      source,
      unwritable,
      nowMs: Date.now(),
    },
  };
}

/** Zones and calendars take time to load, which only this verb should pay. */
async function timelineOf(
  report: Report,
  { startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS, seed, runs }: TimelineRequest,
  view: TimelineView,
): Promise<TimelineText> {
  const { workingDays } = await import("../calendar/working-days.ts");
  const { renderTimeline } = await import("../render/timeline/timeline.ts");
  const days = (calendar: ConfigCalendar) => workingDays(calendar, startMs, startMs + CALENDAR_MS);
  return renderTimeline(report, forecastOf(report, { startMs, seed, runs, workingDays: days }), view);
}

/** The plan as canonical JSON. */
function planFileOf({ planning }: Report): string {
  if (planning.kind === "impossible") throw new CrossfadeError("CF_NO_PLAN", {});
  return `${canonicalJson(planning.plan)}\n`;
}
