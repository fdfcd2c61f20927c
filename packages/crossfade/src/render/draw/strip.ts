import type { Counts, Drawing, DrawnScene } from "./drawing.ts";
import { icons } from "./icons.ts";
import { type Markup, markup } from "./markup.ts";
import { countText, momentName, momentTitle, stagesOf } from "./moments.ts";

const hues = { proven: "dimmer", unproven: "amber", impossible: "red" } as const;

/** Breaks and unknowns of every moment, as requested and as planned; each is a button that shows the moment. */
export function stripMarkup(drawing: Drawing, shown: string): Markup {
  const { requested, planned, report } = drawing;
  const names = planned.length > 0 ? planned : requested;
  const stages = stagesOf(drawing);
  const { kind } = report.planning;
  const proof = planned.length > 0 && `${stages.length} ${stages.length === 1 ? "stage" : "stages"}, ${kind}`;
  const none = markup`<td colspan="3"><span class="verdict breaks">${icons.breaks}impossible: no order exists</span></td>`;
  return markup`<section class="card strip" aria-label="Moments of the release">
<table>
<thead><tr>
<th scope="col">Moment</th>
${names.map(({ id, scene }) => markup`<th scope="col" data-column="${id}">${momentName(scene.moment, stages)}</th>`)}
</tr></thead>
<tbody>
<tr>
<th scope="row">As requested <span class="dimmer">one deployment</span></th>
${requested.map((each, index) => cell(each, drawing, shown, index === 1 ? Math.max(1, names.length - 2) : 1))}
</tr>
<tr>
<th scope="row">As planned <span class="${hues[kind]}">${proof}</span></th>
${planned.length > 0 ? planned.map((each) => cell(each, drawing, shown, 1)) : none}
</tr>
</tbody>
</table>
<div class="range js"><input type="range" min="0" max="2" value="1" step="1" aria-label="Moment"></div>
</section>`;
}

function cell(each: DrawnScene, drawing: Drawing, shown: string, span: number): Markup {
  const title = `${momentTitle(each, drawing)}: ${countText(each.counts)}`;
  const label = `${each.id.startsWith("r") ? "As requested" : "As planned"}. ${title}`;
  const pressed = each.id === shown ? "true" : "false";
  return markup`<td colspan="${span}">
<button type="button" class="moment" data-show="${each.id}" aria-pressed="${pressed}" aria-label="${label}" title="${title}">
${countMarkup(each.counts)}
</button></td>`;
}

/** A tick only where nothing breaks and nothing is unknown. */
function countMarkup({ breaks, unknown, standing, accepted }: Counts): Markup[] {
  const aside = accepted > 0 ? [markup`<span class="dimmer t11">${accepted} accepted</span>`] : [];
  if (breaks + unknown === 0) return [markup`<span class="verdict">${icons.fits}</span>`, ...aside];
  return [
    ...(breaks > 0 ? [markup`<span class="verdict breaks">${icons.breaks}${breaks}</span>`] : []),
    ...(unknown > 0 ? [markup`<span class="verdict unknown">${icons.unknown}${unknown}</span>`] : []),
    ...(standing === breaks + unknown ? [markup`<span class="dimmer t11">already</span>`] : []),
    ...aside,
  ];
}
