import type { Gate } from "@crossfade/core";
import type { RungView, StepView } from "../../wire/views.ts";
import { type Line, say } from "../page/styled.ts";
import { indented, labelled } from "../page/wrap.ts";
import type { Moments } from "./moments.ts";
import { span } from "./moments.ts";
import { gateMarks, rungHolds } from "./release-words.ts";

const bucketCount = 10_000;
const shownGates = 12;
const bakingMatters = 5_000;

/** The rung that users are on: how many, since when, and what each gate says about more of them. */
export function rungLines(
  { component }: StepView,
  newcomer: string,
  rung: RungView,
  { moments, width, indent }: { readonly moments: Moments; readonly width: number; readonly indent: number },
): Line[] {
  const { weight, sinceMs, gates } = rung;
  const bar = weightBar(weight, width);
  const who: Line = [
    say(bar.full, "new"),
    say(bar.rest, "label"),
    say(` ${rungHolds(rung)} ${component} ${newcomer}`, "strong"),
    say(` for ${span(moments.nowMs - sinceMs)}`),
  ];
  const names = Math.min(20, Math.max(0, ...gates.map(({ name }) => name.length)) + 2);
  return [
    ...indented(indent, who, width, 2),
    ...indented(indent, [say(promotionText(rung, moments.nowMs), "label")], width, 2),
    ...gates.slice(0, shownGates).flatMap((gate) => gateLines(gate, names, { moments, width, indent })),
    ...(gates.length > shownGates
      ? indented(indent, [say(`+ ${gates.length - shownGates} more gates: --json`, "label")], width)
      : []),
  ];
}

/** Baking begins anew after a hold: only then it is shorter than the time that users are there. */
function promotionText({ promotion, promotedBy, bakedMs, sinceMs }: RungView, nowMs: number): string {
  const baked = nowMs - sinceMs - bakedMs > bakingMatters ? `baked for ${span(bakedMs)}; ` : "";
  if (promotedBy !== undefined) return `${baked}${promotedBy} has promoted it`;
  return `${baked}${promotion === "automatic" ? "goes on by itself" : "goes on when somebody promotes it"}`;
}

function gateLines(
  gate: Gate,
  names: number,
  { moments, width, indent }: { readonly moments: Moments; readonly width: number; readonly indent: number },
): Line[] {
  const { mark, role } = gateMarks[gate.result];
  const text: Line = [
    say(gate.missing === undefined ? gate.reason : gate.reason.replace(/\.$/, "")),
    ...(gate.missing === undefined ? [] : [say(`; missing: ${gate.missing}`, "unknown")]),
    ...(gate.expectedAtMs === undefined
      ? []
      : [say(`; decided at about ${moments.of(gate.expectedAtMs)}`, "label")]),
  ];
  return labelled(indent, say(`${mark} ${gate.name}`, role), names + 2, text, width);
}

/** As long as a fifth of the page, at least one block for anybody at all. */
function weightBar(weight: number, width: number): { readonly full: string; readonly rest: string } {
  const length = Math.max(10, Math.min(24, Math.floor(width / 5)));
  const share = Math.max(0, Math.min(1, weight / bucketCount));
  const full = share === 0 ? 0 : Math.max(1, Math.floor(share * length));
  return { full: "█".repeat(full), rest: "░".repeat(length - full) };
}
