import type { Plan, StageRow, StepId, Transition } from "@crossfade/core";
import type { ReportPlanning } from "../../analysis/report.ts";
import { columnsOf, cut, type Line, type Piece, padded, say } from "../page/styled.ts";
import { indented } from "../page/wrap.ts";
import { happening, labelText, plural, taskText, waitText } from "../words.ts";

type Possible = Extract<ReportPlanning, { kind: "proven" | "unproven" }>;

const shownTransitions = 12;
const shownWaits = 6;
/** Columns before the name, and for the way back at the end. */
const numberColumns = 4;
const wayBackColumns = 18;

interface Columns {
  readonly name: number;
  readonly old: number;
  readonly new: number;
}

/** The stages of a plan as a table, with its waits and the lines where the way back changes. */
export function stageTable(stages: readonly StageRow[], plan: Plan, width: number): Line[] {
  const columns = columnsFor(stages, width);
  const waits = waitsByStage(stages, plan);
  return [
    heading(columns),
    ...stages.flatMap((stage) => stageLines(stage, waits.get(stage.number) ?? [], plan, columns, width)),
  ];
}

/** What never goes, and so is part of the picture after the last stage. */
export function stayingLines(staying: Possible["staying"], width: number): Line[] {
  const texts = staying.map(({ component, version, why }) =>
    why === "kept"
      ? `${component} ${labelText(version)} stays for ever: a version that never ends is pinned to it`
      : `${component} ${labelText(version)} never ends`,
  );
  return texts.flatMap((text) => indented(numberColumns, [say(`– ${text}`, "unknown")], width, 2));
}

function columnsFor(stages: readonly StageRow[], width: number): Columns {
  const all = stages.flatMap((each) => each.transitions);
  const widest = (least: number, texts: readonly string[]) => Math.max(least, ...texts.map(columnsOf));
  const labels = Math.max(8, Math.floor((width - numberColumns - wayBackColumns - 7) / 3));
  return {
    name: Math.min(
      labels,
      widest(
        5,
        all.map((each) => each.component),
      ),
    ),
    old: Math.min(
      labels,
      widest(
        5,
        all.map((each) => labelText(each.from)),
      ),
    ),
    new: Math.min(
      labels,
      widest(
        5,
        all.map((each) => labelText(each.to)),
      ),
    ),
  };
}

function heading(columns: Columns): Line {
  const cell = (text: string, size: number) => padded(say(text, "label"), size);
  return [
    say(" "),
    ...cell("stage", numberColumns + columns.name + 1),
    ...cell("old", columns.old + 3),
    ...cell("new", columns.new + 3),
    say("way back", "label"),
  ];
}

function stageLines(
  stage: StageRow,
  waits: readonly string[],
  plan: Plan,
  columns: Columns,
  width: number,
): Line[] {
  const stops = stage.stops.map(
    ({ component, from, to }) =>
      `${component} ${labelText(from)} stops; ${component} is down until ${component} ${labelText(to)} starts`,
  );
  const steps = stage.tasks.flatMap((id) => plan.steps.find((each) => each.id === id) ?? []);
  const rows = stage.transitions
    .slice(0, shownTransitions)
    .map((each, index) => row(index === 0 ? stage : undefined, each, plan, columns));
  const more = stage.transitions.length - shownTransitions;
  return [
    ...endLines(stage, (id) => happening(plan, id), width),
    ...(rows.length > 0 ? rows : [row(stage, undefined, plan, columns)]),
    ...(more > 0 ? [[say(" ".repeat(numberColumns)), say(`+ ${more} more`, "label")]] : []),
    ...waitLines(waits, width),
    ...stops.flatMap((text) => indented(numberColumns, [say(`– ${text}`, "unknown")], width, 2)),
    ...steps.flatMap((step) => indented(numberColumns, [say(`– ${taskText(step)}`)], width, 2)),
  ];
}

/** Where the way back stops to be free, and where there is none any more. */
export function endLines(
  { endsFree, endsAll }: StageRow,
  happens: (id: StepId) => string,
  width: number,
): Line[] {
  const line = (what: string, ids: readonly string[], role: "unknown" | "breaks") => {
    if (ids.length === 0) return [];
    const events = ids.slice(0, 3).map(happens);
    const more = ids.length > 3 ? ` (and ${ids.length - 3} more)` : "";
    return indented(1, [say(`── ${what}, ${events.join(", ")}${more} ──`, role)], width, 3);
  };
  const costs = endsFree.filter((id) => !endsAll.includes(id));
  return [...line("free way back ends", costs, "unknown"), ...line("point of no return", endsAll, "breaks")];
}

function row(stage: StageRow | undefined, each: Transition | undefined, plan: Plan, columns: Columns): Line {
  const number = stage === undefined ? "" : String(stage.number);
  const changes: Line = each
    ? [
        ...padded(say(cut(each.component, columns.name)), columns.name + 2),
        ...padded(say(cut(labelText(each.from), columns.old), "old"), columns.old + 1),
        say("→ "),
        ...padded(
          say(cut(labelText(each.to), columns.new), isTarget(each, plan) ? "new" : "plain"),
          columns.new + 3,
        ),
      ]
    : [say(" ".repeat(columns.name + columns.old + columns.new + 8))];
  return [say(" "), ...padded(say(number), numberColumns - 1), ...changes, ...(stage ? wayBack(stage) : [])];
}

function isTarget({ component, to }: Transition, plan: Plan): boolean {
  return Object.hasOwn(plan.to, component) && plan.to[component] === to;
}

function wayBack({ wayBack: value, wayBackUnknowns, endsAll }: StageRow): Piece[] {
  if (endsAll.length > 0) return [say("point of no return", "breaks")];
  const doubt =
    wayBackUnknowns > 0 && value !== "impossible" ? [say(` ? ${wayBackUnknowns}`, "unknown")] : [];
  if (value === "free") return [say("free"), ...doubt];
  return [say(value, value === "costs" ? "unknown" : "breaks"), ...doubt];
}

/** A wait before a version is deployed stands with the stage in which that version starts. */
export function waitsByStage(
  stages: readonly StageRow[],
  plan: Plan,
): ReadonlyMap<number, readonly string[]> {
  const texts = new Map<number, Set<string>>();
  const started = new Map(
    stages.flatMap(({ number, transitions }) =>
      transitions.map(({ component, to }): [string, number] => [`${component}@${to}`, number]),
    ),
  );
  const waits = new Map(plan.waits.map((each) => [each.id, each]));
  const steps = new Map(plan.steps.map((each) => [each.id, each]));
  for (const { number, waitsFor } of stages)
    for (const id of waitsFor) {
      const wait = waits.get(id);
      const step = steps.get(wait?.after ?? "");
      if (!wait) continue;
      const begins = step?.kind === "deploy" || step?.kind === "start";
      const stage = (begins ? started.get(`${step.component}@${step.version}`) : undefined) ?? number;
      texts.set(stage, (texts.get(stage) ?? new Set()).add(waitText(wait, plan)));
    }
  return new Map([...texts].map(([stage, all]) => [stage, [...all]]));
}

function waitLines(all: readonly string[], width: number): Line[] {
  const more = all.length - shownWaits;
  return [...all.slice(0, shownWaits), ...(more > 0 ? [`and ${plural(more, "more wait")}`] : [])].flatMap(
    (text) => indented(numberColumns, [say(text, "label")], width, 2),
  );
}
