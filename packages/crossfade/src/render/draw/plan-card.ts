import type { Report, ReportPlanning } from "../../analysis/report.ts";
import { labelText } from "../words.ts";
import type { Drawing } from "./drawing.ts";
import { planLanes } from "./lanes.ts";
import { lanesMarkup } from "./lanes-picture.ts";
import { type Markup, markup } from "./markup.ts";
import { noOrder } from "./no-order.ts";
import { stagesTable } from "./stages-table.ts";

/** What the plan is: its lanes and its stages; where there is none, why. Nothing where nothing moves. */
export function planCard(drawing: Drawing): Markup | undefined {
  const { planning } = drawing.report;
  if (planning.kind === "impossible") return impossibleCard(planning, drawing.report);
  if (planning.stages.length === 0) return undefined;
  const lanes = planLanes(drawing);
  const sub = `${planning.stages.length} stages. Each lane fades from the old version to the new one; hatched: the old one may still be there. Not to scale.`;
  return markup`<section class="card plan">
<header><h2>Plan</h2><span class="sub">${sub}</span></header>
${
  lanes &&
  markup`<div class="lanes" tabindex="0" role="region" aria-label="The plan as lanes">
${lanesMarkup(lanes, described(planning))}
</div>`
}
${stagesTable(planning)}
</section>`;
}

function impossibleCard(planning: Extract<ReportPlanning, { kind: "impossible" }>, report: Report): Markup {
  return markup`<section class="card plan">
<header><h2>Why there is no order</h2><span class="sub">and what would make one</span></header>
${noOrder(planning, report)}
</section>`;
}

/** The lanes in words. */
function described({ stages }: Exclude<ReportPlanning, { kind: "impossible" }>): string {
  return stages
    .map(({ number, transitions, wayBack }) => {
      const moves = transitions.map(
        ({ component, from, to }) => `${component} ${labelText(from)} to ${labelText(to)}`,
      );
      return `Stage ${number}: ${moves.join(", ")}; way back ${wayBack}.`;
    })
    .join(" ");
}
