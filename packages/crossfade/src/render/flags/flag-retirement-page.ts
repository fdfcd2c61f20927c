import type { FlagAsker, FlagRetirement, RetirementStep } from "../../wire/flag-views.ts";
import { forTerminal } from "../escape.ts";
import { Moments, span } from "../release/moments.ts";
import type { PageFrame } from "../release/release-page.ts";
import { counted, lines } from "../traffic/columns.ts";

const marks = { done: "✓", next: "→", later: "·" } as const;

/** The steps, then who still asks. The arrow is at the step whose turn it is; what stands in its way is below it. */
export function flagRetirementPage(retirement: FlagRetirement, { nowMs, zone }: PageFrame): string {
  const moments = new Moments(nowMs, zone);
  const { key, component, final, steps, asked, countedSinceMs, quietMs } = retirement;
  const head = final === undefined ? "" : `: ${JSON.stringify(final.value)} for everyone`;
  const who =
    asked.length === 0
      ? `Nobody asked for it in the last ${span(quietMs)}`
      : `Asked in the last ${span(quietMs)}: ${asked.map(askerText).join(", ")}`;
  return lines(
    forTerminal(`${key} of ${component}${head}`),
    "",
    steps.flatMap((step, index) => stepLines(step, index, moments)),
    "",
    forTerminal(`${who}. Counted since ${moments.of(countedSinceMs)}.`),
  );
}

function stepLines(step: RetirementStep, index: number, moments: Moments): readonly string[] {
  const { id, state, title, sinceMs, notBeforeMs, blockedBy, todo } = step;
  const since = sinceMs === undefined ? "" : `, since ${moments.of(sinceMs)}`;
  const line = `${marks[state]} ${index + 1} ${id.padEnd(12)}  ${title}${since}`;
  if (state !== "next") return [forTerminal(line)];
  const when = notBeforeMs === undefined ? [] : [`not before ${moments.of(notBeforeMs)}`];
  const blocks = blockedBy.slice(0, maxBlocks).map((each) => `✕ ${each}`);
  const more = blockedBy.length > maxBlocks ? [`✕ and ${blockedBy.length - maxBlocks} more`] : [];
  const below = [...blocks, ...more, ...when, ...(todo === undefined ? [] : [`do: ${todo}`])];
  return [line, ...below.map((each) => `${" ".repeat(18)}${each}`)].map(forTerminal);
}

/** What stands in the way is listed up to so many; --json has all. */
const maxBlocks = 12;

function askerText({ who, by, count }: FlagAsker): string {
  const name = who === "?" ? "somebody who does not say its version" : who;
  return `${name} ${counted(count)} ×${by === "all" ? " (all flags)" : ""}`;
}
