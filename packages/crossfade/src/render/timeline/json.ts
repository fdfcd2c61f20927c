import type { Delay, Estimate, Turning } from "@crossfade/core";
import type { ReleaseForecast } from "../../analysis/forecast.ts";
import type { Report, ReportPlanning } from "../../analysis/report.ts";
import { stableJson } from "../json.ts";
import { waitText } from "../words.ts";

type Possible = Extract<ReportPlanning, { kind: "proven" | "unproven" }>;

/** The timeline for programs; docs/reference/json.md says what is in it. */
export function timelineJson(report: Report, planning: Possible, forecast: ReleaseForecast): string {
  const { system, from, to, also } = report;
  const { hash, kind } = planning;
  const { startMs, seed, runs, notes, endOfFreeWayBack: free, pointOfNoReturn: never } = forecast;
  return stableJson({
    timelineSchema: 1,
    system,
    from,
    to,
    also,
    plan: { kind, hash },
    start: iso(startMs),
    seed,
    runs,
    out: dates(forecast.out),
    through: dates(forecast.through),
    stages: stagesOf(planning, forecast),
    ...versionsOf(forecast),
    promises: forecast.promises.map(({ until, ...rest }) => ({ ...rest, until: dates(until) })),
    guarantees: forecast.guarantees.map(({ until, ...rest }) => ({ ...rest, until: dates(until) })),
    ...(free ? { endOfFreeWayBack: turning(free) } : {}),
    ...(never ? { pointOfNoReturn: turning(never) } : {}),
    steps: Object.fromEntries(Object.entries(forecast.steps).map(([id, each]) => [id, dates(each)])),
    assumptions: forecast.travelling.map(({ id, channel, delays, delaysBack, supportMs }) => ({
      component: id,
      channel,
      delays: delays.map(delay),
      delaysBack: delaysBack.map(delay),
      ...(supportMs === undefined ? {} : { supportMs }),
    })),
    notes,
  });
}

function stagesOf({ plan, stages }: Possible, forecast: ReleaseForecast) {
  const waits = new Map(plan.waits.map((each) => [each.id, waitText(each, plan)]));
  return stages.map(({ number, transitions, waitsFor }) => ({
    number,
    transitions,
    waitsFor: waitsFor.flatMap((id) => waits.get(id) ?? []),
    at: dates(forecast.stages[number - 1] ?? none),
  }));
}

function versionsOf({ arrivals, departures }: ReleaseForecast) {
  return {
    arrivals: arrivals.map(({ out, reached, back, ...rest }) => ({
      ...rest,
      out: dates(out),
      reached: dates(reached),
      ...(back ? { backMs: { p50: back.p50, p90: back.p90, worst: back.worst } } : {}),
    })),
    departures: departures.map(({ gone, ...rest }) => ({ ...rest, gone: dates(gone) })),
  };
}

const none: Estimate = { p50: null, p90: null, worst: null };

function dates({ p50, p90, worst, open }: Estimate) {
  return { p50: iso(p50), p90: iso(p90), worst: iso(worst), ...(open ? { open } : {}) };
}

/** To the second: a forecast knows no less. */
function iso(ms: number | null): string | null {
  return ms === null ? null : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function turning({ at, first, steps }: Turning) {
  return { at: dates(at), first, steps: steps.map((each) => ({ step: each.step, at: dates(each.at) })) };
}

function delay({ worst, ...rest }: Delay) {
  return { ...rest, worst: worst ?? null };
}
