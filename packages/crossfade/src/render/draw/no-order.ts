import type { Report, ReportPlanning, WayOutReport } from "../../analysis/report.ts";
import { chooseCommand, costText, moveText } from "../moves.ts";
import type { Line } from "../page/styled.ts";
import { conflictLines } from "../text/conflicts.ts";
import { lineMarkup } from "./lines.ts";
import { type Markup, markup } from "./markup.ts";

type Impossible = Extract<ReportPlanning, { kind: "impossible" }>;
const shownObligations = 4;
/** So wide that no sentence is wrapped: a page wraps by itself. */
const oneLine = 100_000;
const noWay = "No way out was found. Change a contract, or release in two parts.";
const limit = "There may be other ways: the search stopped at its limit.";

/** Why no order exists, told as the shortest circle or conflict, and the ways out, cheapest first. */
export function noOrder({ conflicts, ways, limited }: Impossible, report: Report): Markup {
  const [head = [], ...lines] = conflictLines(conflicts, report, oneLine);
  return markup`<div class="no-order">
<div>
<h3>${lineMarkup(head)}</h3>
${lines.map((line) => markup`<p class="${isNumbered(line) ? "step" : "sub"}">${lineMarkup(line)}</p>`)}
</div>
<div>
<h3>Ways out, cheapest first</h3>
${ways.length === 0 && markup`<p>${noWay}</p>`}
<ol>${ways.map((each) => wayMarkup(each, report))}</ol>
${limited && ways.length > 0 && markup`<p class="dim">${limit}</p>`}
</div>
</div>`;
}

function isNumbered(line: Line): boolean {
  return line.some((each) => /^\d+$/.test(each.text.trim()));
}

function wayMarkup(way: WayOutReport, report: Report): Markup {
  const sentences = [...new Set(way.obligations.map((each) => each.sentence))];
  const more = sentences.length - shownObligations;
  const hue = way.kind === "proven" ? "dim" : "amber";
  return markup`<li><b>${way.id}</b> <span class="${hue}">${way.kind}, ${costText(way.cost)}</span>
<ul>
${way.moves.map((each) => markup`<li>${moveText(each, report)}</li>`)}
${sentences.slice(0, shownObligations).map((each) => markup`<li class="dim">so that ${each}</li>`)}
${more > 0 && markup`<li class="dim">and ${more} more</li>`}
<li><code>${chooseCommand(way)}</code></li>
</ul></li>`;
}
