import type { SceneMoment, StageRow } from "@crossfade/core";
import { plural } from "../words.ts";
import type { Counts, Drawing, DrawnPair, DrawnScene } from "./drawing.ts";

/** "before", "at once", "after", "2 web, outlook". */
export function momentName(moment: SceneMoment, stages: readonly StageRow[]): string {
  if (moment.kind === "at-once") return "at once";
  if (moment.kind !== "stage") return moment.kind;
  return `${moment.stage} ${moversOf(stages[moment.stage - 1])}`.trim();
}

/** "web, outlook": who moves in a stage. */
function moversOf(stage: StageRow | undefined): string {
  const ids = [...new Set(stage?.transitions.map((each) => each.component) ?? [])];
  return ids.length > 3 ? `${ids.slice(0, 2).join(", ")} and ${ids.length - 2} more` : ids.join(", ");
}

export function stagesOf({ report: { planning } }: Drawing): readonly StageRow[] {
  return planning.kind === "impossible" ? [] : planning.stages;
}

/** "Everything at once", "Stage 2 of 3: web", "Before the release". */
export function momentTitle({ scene: { moment } }: DrawnScene, drawing: Drawing): string {
  const stages = stagesOf(drawing);
  switch (moment.kind) {
    case "before":
      return drawing.requested.length === 1 ? "Now" : "Before the release";
    case "after":
      return "After the release";
    case "at-once":
      return "Everything at once";
    case "stage": {
      const movers = moversOf(stages[moment.stage - 1]);
      return `Stage ${moment.stage} of ${stages.length}${movers === "" ? "" : `: ${movers}`}`;
    }
  }
}

/** "5 pairs in contact: 1 breaks, 2 unknown, 1 accepted". */
export function countText({ pairs, fits, breaks, unknown, standing, accepted }: Counts): string {
  const said = [
    ...(breaks > 0 ? [`${breaks} ${breaks === 1 ? "breaks" : "break"}`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ...(standing > 0 ? [`${standing} of them already before the release`] : []),
    ...(accepted > 0 ? [`${accepted} waived or accepted`] : []),
  ];
  const fit = pairs > 0 && fits === pairs ? ", all fit" : "";
  return `${plural(pairs, "pair")} in contact${said.length === 0 ? fit : `: ${said.join(", ")}`}`;
}

/** When a pair is in contact, as requested and as planned: "while everything is at once; as planned in stages 2 to 3". */
export function reachText(pair: DrawnPair, drawing: Drawing): string {
  const at = (scenes: readonly DrawnScene[], kind: SceneMoment["kind"]) =>
    scenes.filter(({ scene, pairs }) => scene.moment.kind === kind && pairs.includes(pair));
  const requested = at(drawing.requested, "at-once").length > 0;
  const first = pair.standing ? "since before the release" : "when everything goes out at once";
  const planned = plannedText(pair, drawing);
  if (!requested) return planned === undefined ? "never" : `only as planned: ${planned}`;
  return planned === undefined ? first : `${first}; as planned: ${planned}`;
}

function plannedText(pair: DrawnPair, { planned }: Drawing): string | undefined {
  if (planned.length === 0) return undefined;
  const met = planned.filter(({ pairs }) => pairs.includes(pair)).map(({ scene }) => scene.moment);
  const stages = met.flatMap((each) => (each.kind === "stage" ? each.stage : []));
  const texts = [
    ...(stages.length > 0 ? [rangesText(stages)] : []),
    ...(met.some(({ kind }) => kind === "after") ? ["after it"] : []),
  ];
  if (texts.length > 0) return texts.join(" and ");
  return met.length > 0 ? "until the release begins" : "never in contact";
}

/** "stage 2", "stages 1 to 3", "stages 1, 3". */
function rangesText(stages: readonly number[]): string {
  const [first = 0, last = 0] = [stages[0], stages.at(-1)];
  if (stages.length === 1) return `stage ${first}`;
  if (last - first === stages.length - 1) return `stages ${first} to ${last}`;
  return `stages ${stages.join(", ")}`;
}
