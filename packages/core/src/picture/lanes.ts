import type { Plan, StepKind } from "../planner/plan.ts";

/** What a version is from one stage to another, both inclusive, counted from 1. */
export interface LaneSpan {
  readonly version: string;
  /** `dark`: deployed, no user yet. `live`: users can meet it. `draining`: its last processes. */
  readonly phase: "dark" | "live" | "draining";
  readonly from: number;
  readonly to: number;
}

/** The versions of one component over the stages of a plan. */
export interface Lane {
  readonly component: string;
  readonly spans: readonly LaneSpan[];
}

/** One lane for each component, in the order of `chains` (component to the versions it runs through). */
export function lanesOf(plan: Plan, chains: ReadonlyMap<string, readonly string[]>): Lane[] {
  const stageOf = new Map(
    plan.stages.flatMap((ids, index) => ids.map((id): [string, number] => [id, index + 1])),
  );
  const last = plan.stages.length;
  return [...chains].map(([component, chain]) => ({
    component,
    spans: chain.flatMap((version) => {
      const at = (kind: StepKind) => stageOf.get(`${kind} ${component}@${version}`);
      const started = at("start") ?? 1;
      const ended = at("end") ?? last;
      return [
        ...span(version, "dark", at("deploy"), at("start")),
        { version, phase: "live" as const, from: started, to: ended },
        ...span(version, "draining", at("end"), at("gone")),
      ];
    }),
  }));
}

function span(
  version: string,
  phase: LaneSpan["phase"],
  from: number | undefined,
  to: number | undefined,
): LaneSpan[] {
  return from === undefined || to === undefined ? [] : [{ version, phase, from, to }];
}
