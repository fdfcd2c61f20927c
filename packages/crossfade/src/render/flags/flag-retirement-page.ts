import type { Plan } from "@crossfade/core";
import type { FlagAsker, FlagRetirement, RetirementPlanning, RetirementStep } from "../../wire/flag-views.ts";
import { forTerminal } from "../escape.ts";
import { paint } from "../page/styled.ts";
import { Moments, span } from "../release/moments.ts";
import type { PageFrame } from "../release/release-page.ts";
import { conflictLines, meeting } from "../text/conflicts.ts";
import { counted, lines } from "../traffic/columns.ts";
import { plural, stepWords } from "../words.ts";

const marks = { done: "✓", next: "→", later: "·" } as const;

/**
 * The steps, each with its stage of the plan, then the way back, then who still asks. The arrow is at the step whose turn it
 * is; what stands in its way is below it, and below a later one what its stage waits for.
 */
export function flagRetirementPage(retirement: FlagRetirement, { nowMs, zone, width }: PageFrame): string {
  const moments = new Moments(nowMs, zone);
  const { key, component, final, steps, planning, asked, countedSinceMs, quietMs } = retirement;
  const head = final === undefined ? "" : `: ${JSON.stringify(final.value)} for everyone`;
  const who =
    asked.length === 0
      ? `Nobody asked for it in the last ${span(quietMs)}`
      : `Asked in the last ${span(quietMs)}: ${asked.map(askerText).join(", ")}`;
  const plan = planning === undefined || planning.kind === "impossible" ? undefined : planning.plan;
  return lines(
    forTerminal(`${key} of ${component}${head}`),
    "",
    ...(plan === undefined ? [] : ["  step            stage"]),
    steps.flatMap((step, index) => stepLines(step, index, moments, plan)),
    "",
    ...(planning === undefined ? [] : [planLines(planning, width), ""]),
    forTerminal(`${who}. Counted since ${moments.of(countedSinceMs)}.`),
  );
}

function stepLines(
  step: RetirementStep,
  index: number,
  moments: Moments,
  plan: Plan | undefined,
): readonly string[] {
  const { id, state, title, sinceMs, notBeforeMs, blockedBy, todo, stage } = step;
  const since = sinceMs === undefined ? "" : `, since ${moments.of(sinceMs)}`;
  const place = plan === undefined ? "" : `${String(stage ?? "–").padStart(5)}  `;
  const line = `${marks[state]} ${index + 1} ${id.padEnd(12)}  ${place}${title}${since}`;
  const indent = " ".repeat(18 + place.length);
  const under = (texts: readonly string[]) =>
    [line, ...texts.map((each) => `${indent}${each}`)].map(forTerminal);
  if (state === "done") return under([]);
  if (state === "later") return under(plan === undefined ? [] : some(waitTexts(step, plan), maxWaits));
  const when = notBeforeMs === undefined ? [] : [`not before ${moments.of(notBeforeMs)}`];
  const blocks = some(
    blockedBy.map((each) => `✕ ${each}`),
    maxBlocks,
    "✕ ",
  );
  return under([...blocks, ...when, ...(todo === undefined ? [] : [`do: ${todo}`])]);
}

/** "waits until web 1.0.0 has ended". */
function waitTexts({ waitsFor = [] }: RetirementStep, { waits, steps }: Plan): readonly string[] {
  return waitsFor.flatMap((id) => {
    const wait = waits.find((each) => each.id === id);
    const before = steps.find((each) => each.id === wait?.before);
    return before === undefined ? [] : [`waits until ${stepWords(before).done}`];
  });
}

/** "6 stages, proven. Way back: costs from stage 2; no point of no return." */
function planLines(planning: RetirementPlanning, width: number): readonly string[] {
  if (planning.kind === "impossible") {
    const text = paint(
      conflictLines(planning.conflicts, { ...planning, findings: planning.reasons }, width),
      false,
    );
    return text.trimEnd().split("\n");
  }
  const { kind, plan, stages } = planning;
  const costs = stages.find(({ wayBack }) => wayBack !== "free")?.number;
  const end = stages.find(({ endsAll }) => endsAll.length > 0)?.number;
  const way = costs === undefined ? "free at every stage" : `costs from stage ${costs}`;
  const last = end === undefined ? "no point of no return" : `point of no return: stage ${end}`;
  const unknown = plan.unknowns.map((pair) => forTerminal(`? ${meeting(pair, planning)}: not known`));
  return [`${plural(stages.length, "stage")}, ${kind}. Way back: ${way}; ${last}.`, ...unknown];
}

function some(texts: readonly string[], most: number, mark = ""): readonly string[] {
  const more = texts.length - most;
  return more > 0 ? [...texts.slice(0, most), `${mark}and ${more} more`] : texts;
}

const maxWaits = 3;
/** What stands in the way is listed up to so many; --json has all. */
const maxBlocks = 12;

function askerText({ who, by, count }: FlagAsker): string {
  const name = who === "?" ? "somebody who does not say its version" : who;
  return `${name} ${counted(count)} ×${by === "all" ? " (all flags)" : ""}`;
}
