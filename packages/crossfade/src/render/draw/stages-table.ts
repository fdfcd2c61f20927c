import type { Plan, StageRow } from "@crossfade/core";
import type { ReportPlanning } from "../../analysis/report.ts";
import { waitsByStage } from "../text/stages.ts";
import { happening, labelText, taskText } from "../words.ts";
import { type Markup, markup, type Value } from "./markup.ts";

type Possible = Exclude<ReportPlanning, { kind: "impossible" }>;
const shownWaits = 8;
const shownObligations = 12;

/** The stages as text: who moves, what it waits for, the way back with its reason. All that the lanes show, without them. */
export function stagesTable(planning: Possible): Markup {
  const { stages, plan, hash, moves } = planning;
  const waits = waitsByStage(stages, plan);
  const chosen = moves.length > 0 && `, with ${moves.join(", ")}`;
  return markup`<table class="stages">
<caption class="sr">The stages of the plan</caption>
<thead><tr>
<th scope="col">Stage</th><th scope="col">What moves</th>
<th scope="col">It waits until</th><th scope="col">Way back from there</th>
</tr></thead>
<tbody>${stages.map((each) => stageRow(each, waits.get(each.number) ?? [], planning))}</tbody>
</table>
${obligationsMarkup(planning)}
<p class="foot dim">Plan <code>${hash.slice(0, 8)}</code>${chosen}. A wait has no date: a forecast tells how long it takes.</p>`;
}

function obligationsMarkup({ obligations }: Possible): Markup | undefined {
  if (obligations.length === 0) return undefined;
  const more = obligations.length - shownObligations;
  return markup`<div class="so-that">
<h3>So that it fits</h3>
<ul>${obligations.slice(0, shownObligations).map((each) => markup`<li>${each.sentence}</li>`)}</ul>
${more > 0 && markup`<p class="dim">and ${more} more</p>`}
</div>`;
}

function stageRow(stage: StageRow, waits: readonly string[], { plan, wayBack }: Possible): Markup {
  return markup`<tr>
<th scope="row">${stage.number}</th>
<td><ul>${movesMarkup(stage, plan)}</ul></td>
<td>${waitsMarkup(waits)}</td>
<td>${wayBackCell(stage, plan, wayBack)}</td>
</tr>`;
}

function movesMarkup({ transitions, tasks, stops }: StageRow, plan: Plan): Markup[] {
  const steps = tasks.flatMap((id) => plan.steps.find((each) => each.id === id) ?? []);
  return [
    ...transitions.map(({ component, from, to }) => {
      const is = (labels: Plan["to"], label: string) =>
        Object.hasOwn(labels, component) && labels[component] === label;
      return markup`<li>${component} <span class="v ${is(plan.from, from) ? "old" : "mid"}">${labelText(from)}</span>
<span class="dimmer">→</span> <span class="v ${is(plan.to, to) ? "new" : "mid"}">${labelText(to)}</span></li>`;
    }),
    ...steps.map((each) => markup`<li>${taskText(each)}</li>`),
    ...stops.map(({ component, from, to }) => {
      const text = `${component} is down from when ${labelText(from)} stops until ${labelText(to)} starts`;
      return markup`<li class="amber">${text}</li>`;
    }),
  ];
}

function waitsMarkup(waits: readonly string[]): Markup {
  if (waits.length === 0) return markup`<span class="dimmer">nothing</span>`;
  const more = waits.length - shownWaits;
  return markup`<ul>
${waits.slice(0, shownWaits).map((each) => markup`<li>${each}</li>`)}
${more > 0 && markup`<li class="dim">and ${more} more waits</li>`}
</ul>`;
}

const words = { free: "✓ free", costs: "◷ costs", impossible: "✕ impossible" } as const;
const classes = { free: "", costs: "amber", impossible: "red" } as const;

function wayBackCell(stage: StageRow, plan: Plan, reasons: Possible["wayBack"]): Value {
  const { wayBack, wayBackUnknowns, endsFree, endsAll } = stage;
  // Where every way back ends at once, that says it all.
  const onlyFree = endsFree.filter((each) => !endsAll.includes(each));
  const doubt = `? ${wayBackUnknowns} unknown may make it worse`;
  return [
    markup`<b class="${classes[wayBack]}">${words[wayBack]}</b>`,
    wayBackUnknowns > 0 && markup` <span class="amber">${doubt}</span>`,
    ends(onlyFree, "the free way back ends", "amber", plan),
    ends(endsAll, "point of no return", "red", plan),
    ...reasons
      .filter(({ step }) => endsFree.includes(step) || endsAll.includes(step))
      .slice(0, 3)
      .map(
        ({ step, sentence }) => markup`<span class="block">once ${happening(plan, step)}: ${sentence}</span>`,
      ),
  ];
}

function ends(ids: readonly string[], text: string, hue: string, plan: Plan): Markup | undefined {
  if (ids.length === 0) return undefined;
  const events = ids.slice(0, 3).map((id) => happening(plan, id));
  return markup` <span class="${hue}">${text}: ${events.join(", ")}</span>`;
}
