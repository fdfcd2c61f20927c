import type { Gate, WayBack } from "@crossfade/core";
import type { ReleaseView, RungView, StepView } from "../../wire/views.ts";
import type { Role } from "../page/styled.ts";
import { momentWords } from "../words.ts";

/** 2,500 buckets: "25 %". */
export function percent(weight: number): string {
  return `${weight / 100} %`;
}

/** "25 % of users have", "1 of 4 consumers are those of". */
export function rungHolds({ weight, consumers }: Pick<RungView, "weight" | "consumers">): string {
  if (consumers === undefined) return `${percent(weight)} of users have`;
  return `${consumers.count} of ${consumers.of} consumers are those of`;
}

/** "api 2.0.0 starts". */
export function stepHappens({ kind, component, version }: StepView): string {
  return momentWords(kind, component, version).happens;
}

/** "api 1.9.4 → 2.0.0": what moves, in the order of the plan's names. */
export function movesOf({ from, to }: Pick<ReleaseView, "from" | "to">): readonly string[] {
  return Object.entries(to).flatMap(([component, label]) => {
    const before = Object.hasOwn(from, component) ? from[component] : undefined;
    return before === label ? [] : [`${component} ${before ?? "(new)"} → ${label}`];
  });
}

/**
 * The version that users move to on a step's rungs: an old version ends by giving its users to the one of its component
 * that has started last.
 */
export function newcomer(view: ReleaseView, step: StepView): string {
  if (step.kind !== "end") return step.version;
  const started = view.stages
    .flat()
    .filter(
      ({ kind, component, state }) => kind === "start" && component === step.component && state !== "waiting",
    );
  const to = Object.hasOwn(view.to, step.component) ? view.to[step.component] : undefined;
  return started.at(-1)?.version ?? to ?? step.version;
}

export const gateMarks: Readonly<Record<Gate["result"], { readonly mark: string; readonly role: Role }>> = {
  pass: { mark: "✓", role: "new" },
  wait: { mark: "…", role: "plain" },
  inconclusive: { mark: "?", role: "unknown" },
  fail: { mark: "✕", role: "breaks" },
};

export const wayBackRoles: Readonly<Record<WayBack, Role>> = {
  free: "plain",
  costs: "unknown",
  impossible: "breaks",
};

/** Over: nothing happens any more. */
export function isOver(phase: ReleaseView["phase"]): boolean {
  return phase === "completed" || phase === "aborted";
}
