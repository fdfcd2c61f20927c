import type { Overlap, Plan, Scene, WayBack } from "@crossfade/core";
import type { Drawing, DrawnAge, DrawnVersion } from "./drawing.ts";
import { momentName, stagesOf } from "./moments.ts";

/** How a version comes in: users pass over within a stage, or until a later one; at one moment; after a stop. */
export interface Fade {
  readonly label: string;
  readonly age: DrawnAge;
  readonly how: Overlap;
  /** Column in which its first user comes, counted from 0 (before). */
  readonly start: number;
  /** Last column in which users of the version before it may still be there. */
  readonly until: number;
}

export interface Strip {
  readonly label: string;
  /** It begins only at the end of its first column: something of that stage must have happened before. */
  readonly late?: boolean;
  readonly from: number;
  readonly to: number;
}

/** One component over the columns: before, the stages, after. */
export interface PlanLane {
  readonly component: string;
  readonly stage?: number;
  /** What is there at first; absent where the component is not there yet. */
  readonly first?: { readonly label: string; readonly age: DrawnAge };
  readonly fades: readonly Fade[];
  /** Deployed, no user yet. */
  readonly dark: readonly Strip[];
  /** Older versions that are still alive, as one. */
  readonly older?: Strip;
  /** The last processes of a version. */
  readonly draining: readonly Strip[];
}

export interface WayBackColumn {
  readonly wayBack: WayBack;
  readonly unknowns: number;
  /** The free way back, or every way back, ends in this stage: where, if it has been told. */
  readonly endsFree?: Mark;
  readonly endsAll?: Mark;
}

/** A version may be deployed, dark, a stage before the one in which it is told of. */
export interface Mark {
  readonly column: number;
  readonly late: boolean;
}

export interface PlanLanes {
  readonly columns: readonly { readonly scene: string; readonly title: string }[];
  readonly lanes: readonly PlanLane[];
  readonly wayBack: readonly WayBackColumn[];
}

/** Where a column begins and ends, in a picture. */
export interface Scale {
  readonly from: (column: number) => number;
  /** Near its end. */
  readonly late: (column: number) => number;
  readonly to: (column: number) => number;
  readonly end: number;
}

/** The plan as lanes that fade from old to new: plain numbers of columns. Undefined where no stage is planned. */
export function planLanes(drawing: Drawing): PlanLanes | undefined {
  const { planned } = drawing;
  const stages = stagesOf(drawing);
  if (planned.length < 3) return undefined;
  const moved = drawing.components.filter(({ id }) =>
    planned.some(({ scene }) => movesIn(scene, id, planned[0]?.scene)),
  );
  const lanes = moved.map((each) =>
    laneOf(drawing, each.id, drawing.components.find(({ id }) => id === each.id)?.versions ?? []),
  );
  const rows = planned.map(({ scene: { moment } }) =>
    moment.kind === "stage" ? stages[moment.stage - 1] : undefined,
  );
  const last = stages.at(-1);
  return {
    columns: planned.map(({ id, scene: { moment } }) => ({ scene: id, title: momentName(moment, stages) })),
    lanes: lanes.sort((one, other) => (one.stage ?? 0) - (other.stage ?? 0)),
    wayBack: rows.map((row, index) => ({
      wayBack: index === 0 ? "free" : ((row ?? last)?.wayBack ?? "free"),
      unknowns: index === 0 ? 0 : ((row ?? last)?.wayBackUnknowns ?? 0),
      ...(row && row.endsFree.length > 0 ? { endsFree: markOf(drawing, row.endsFree, index) } : {}),
      ...(row && row.endsAll.length > 0 ? { endsAll: markOf(drawing, row.endsAll, index) } : {}),
    })),
  };
}

/** The earliest of these steps: with its stage where versions start, at the end of an earlier one for a dark deployment. */
function markOf({ report: { planning } }: Drawing, steps: readonly string[], told: number): Mark {
  if (planning.kind === "impossible") return { column: told, late: false };
  const { stages } = planning.plan;
  const columns = steps.map((step) => stages.findIndex((each) => each.includes(step)) + 1);
  const column = Math.min(told, ...columns.filter((each) => each > 0));
  const late =
    column < told && steps.some((step, index) => columns[index] === column && isLate(planning.plan, step));
  return { column, late };
}

function isLate(plan: Plan, step: string): boolean {
  return plan.waits.some((each) => each.after === step);
}

function movesIn({ versions }: Scene, id: string, before: Scene | undefined): boolean {
  const text = (all: Scene["versions"]) =>
    all
      .filter((each) => each.component === id)
      .map((each) => each.version)
      .join("\0");
  return text(versions) !== text(before?.versions ?? []);
}

function laneOf(drawing: Drawing, id: string, versions: Drawing["components"][number]["versions"]): PlanLane {
  const scenes = drawing.planned.map((each) => each.scene);
  const component = drawing.scenes.components.find((each) => each.id === id);
  const at = (label: string, phase: string) =>
    scenes.flatMap((scene, index) =>
      scene.versions.some((each) => each.component === id && each.version === label && each.phase === phase)
        ? [index]
        : [],
    );
  const chain = versions.filter(
    ({ age, label }) => age !== "absent" && age !== "older" && at(label, "live").length > 0,
  );
  const older = versions.filter(({ age, label }) => age === "older" && at(label, "live").length > 0);
  const fades = fadesOf(chain, at, component?.forward ?? "overlap");
  const first = chain.find(({ label }) => at(label, "live")[0] === 0);
  const { planning } = drawing.report;
  const strips = (phase: string) =>
    versions.flatMap(({ label }): Strip[] => {
      const found = at(label, phase);
      const late = planning.kind !== "impossible" && isLate(planning.plan, `deploy ${id}@${label}`);
      return found.length === 0 ? [] : [{ label, from: found[0] ?? 0, to: found.at(-1) ?? 0, late }];
    });
  const olderEnd = Math.max(0, ...older.map(({ label }) => at(label, "live").at(-1) ?? 0));
  return {
    component: id,
    ...(fades[0] ? { stage: fades[0].start } : {}),
    ...(first ? { first: { label: first.label, age: first.age } } : {}),
    fades,
    dark: strips("dark"),
    draining: strips("draining"),
    ...(older.length > 0
      ? { older: { label: older.map((each) => each.label).join(", "), from: 0, to: olderEnd } }
      : {}),
  };
}

function fadesOf(
  chain: readonly DrawnVersion[],
  at: (label: string, phase: string) => readonly number[],
  forward: Overlap,
): Fade[] {
  return chain.flatMap(({ label, age }, index): Fade[] => {
    const start = at(label, "live")[0] ?? 0;
    if (start === 0) return [];
    const before = chain[index - 1];
    const until = before ? Math.max(start, at(before.label, "live").at(-1) ?? start) : start;
    return [{ label, age, start, until, how: before ? forward : "cut" }];
  });
}
