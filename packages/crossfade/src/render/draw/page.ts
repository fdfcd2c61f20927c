import { createHash } from "node:crypto";
import { boxesOf } from "./boxes.ts";
import type { Drawing, DrawnScene } from "./drawing.ts";
import { drawnHeadline, drawnSummary } from "./headline.ts";
import { keyButtons, keysDialog } from "./keys.ts";
import { legend } from "./legend.ts";
import { lineMarkup, lineText } from "./lines.ts";
import { type Markup, markup, ours } from "./markup.ts";
import { matrixTable } from "./matrix-table.ts";
import { countText, momentTitle } from "./moments.ts";
import { pairPanel } from "./pair-panel.ts";
import { type Picture, pictureMarkup } from "./picture.ts";
import { pictureDefs } from "./picture-defs.ts";
import { planCard } from "./plan-card.ts";
import { routesOf } from "./routes.ts";
import { sceneText } from "./scene-text.ts";
import { script } from "./script.ts";
import { stripMarkup } from "./strip.ts";
import { style } from "./style.ts";

/** Not spelled in a template with a tag: a bundler rewrites one that closes a script, with a helper that we do not ship. */
const scriptElement = ours(`<script>${script}</script>`);

/**
 * One file that is whole by itself: no request leaves it, and without script it still tells the first moment and all stages.
 * Every moment is drawn here; the script only shows one of them.
 */
export function pageOf(drawing: Drawing): string {
  const { report } = drawing;
  const title = `${lineText(drawnHeadline(report))} · ${report.system}`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${ours(style)}</style>
</head>
<body>
<a class="sr" href="#main">Skip to content</a>
<svg width="0" height="0" aria-hidden="true">${pictureDefs}</svg>
${topMarkup(drawing)}
<main id="main" class="page">${mainMarkup(drawing)}</main>
<p id="live" class="sr" aria-live="polite"></p>
${keysDialog}
${scriptElement}
</body>
</html>
`.markup;
}

/** Nothing may be fetched; of scripts only ours runs, named by its hash. */
function policy(): string {
  const hash = createHash("sha256").update(script).digest("base64");
  return `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

function topMarkup({ report }: Drawing): Markup {
  const also = report.also.length > 0 ? `, also ${report.also.join(", ")}` : "";
  return markup`<header class="top">
<span class="brand"><svg width="28" height="20" viewBox="0 0 28 20" aria-hidden="true">
<circle cx="9.500" cy="10" r="7.500" class="o"/><circle cx="18" cy="10" r="8.250" class="n"/>
</svg>Crossfade</span>
<span class="crumb">${report.system}</span>
<span class="crumb">${`${report.from} → ${report.to}${also}`}</span>
${keyButtons}
</header>`;
}

function mainMarkup(drawing: Drawing): Markup {
  const boxes = boxesOf(drawing.components, drawing.pairs);
  const picture: Picture = { boxes, routes: routesOf(drawing.pairs, boxes) };
  const first = drawing.requested[1] ?? drawing.requested[0];
  const shown = first?.id ?? "";
  const opened = first?.pairs.find((each) => each.sort === "breaks" || each.sort === "unknown");
  const scenes = [...drawing.requested, ...drawing.planned];
  return markup`
${headMarkup(drawing)}
${drawing.requested.length > 1 && stripMarkup(drawing, shown)}
<div class="two">
<div class="side">
${scenes.map((each) => sceneMarkup(each, drawing, picture, each.id !== shown))}
${planCard(drawing)}
</div>
<div class="side">
${matrixCard(drawing, shown)}
<section class="card" aria-label="The chosen pair">
<p class="empty"${opened !== undefined && markup` hidden`}>${invitation}</p>
${drawing.pairs.map((each) => pairPanel(each, drawing, each === opened))}
</section>
</div>
</div>
<noscript><p class="notes">${scriptless}</p></noscript>
`;
}

const invitation =
  "Choose an arrow or a cell: its value, its reason and what the plan does about it stand here.";
const scriptless =
  "Without a script only this first moment is drawn; every stage stands in the table as text.";
const rest = "What breaks and what is unknown comes first; crossfade matrix has all.";

function headMarkup({ report, planned, left }: Drawing): Markup {
  const missing = [
    ...(left.components > 0 ? [`${left.components} more components`] : []),
    ...(left.pairs > 0 ? [`${left.pairs} more pairs`] : []),
    ...(left.stages > 0 ? [`${left.stages} more stages`] : []),
  ];
  const runs = markup`<div class="seg js" role="group" aria-label="Which release">
<button type="button" data-run="p" aria-pressed="false">As planned</button>
<button type="button" data-run="r" aria-pressed="true">As requested</button>
</div>`;
  return markup`<header class="head">
<div>
<h1>${lineMarkup(drawnHeadline(report))}</h1>
<p>${lineMarkup(drawnSummary(report))}</p>
${report.notes.slice(0, 4).map((each) => markup`<p class="notes">${each}</p>`)}
${missing.length > 0 && markup`<p class="notes amber">Not drawn: ${missing.join(", ")}. ${rest}</p>`}
</div>
${planned.length > 0 && runs}
</header>`;
}

function sceneMarkup(scene: DrawnScene, drawing: Drawing, picture: Picture, hidden: boolean): Markup {
  const { id, counts } = scene;
  const { width, height } = picture.boxes;
  const asked = drawing.requested.length > 1 ? "as requested" : "nothing moves";
  const run = id.startsWith("r") ? asked : "as planned";
  const title = momentTitle(scene, drawing);
  const say = `${title}, ${run}: ${countText(counts)}`;
  return markup`<figure class="card scene" data-scene="${id}" data-say="${say}"${hidden && markup` hidden`}>
<header><h2>${title}</h2><span class="sub">${run}: every pair that can be in contact</span>${legend}</header>
<svg viewBox="0 0 ${width} ${height}" role="group" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${`${title}, ${run}`}</title>
<desc id="${id}-desc">${countText(counts)}. ${sceneText(scene)}</desc>
${pictureMarkup(picture, scene, true)}
</svg>
<figcaption>${countText(counts)}. ${sceneText(scene)}</figcaption>
</figure>`;
}

const cellsExplained =
  "Solid: in contact now. Outline: breaks or unknown, not in contact now. Tick: fits. Empty: never.";

function matrixCard(drawing: Drawing, shown: string): Markup {
  return markup`<section class="card">
<header><h2>Version pairs</h2><span class="sub">row sends, column receives</span></header>
${drawing.pairs.length === 0 ? markup`<p class="foot dim">No two versions meet.</p>` : matrixTable(drawing, shown)}
<p class="foot dim">${cellsExplained}</p>
</section>`;
}
