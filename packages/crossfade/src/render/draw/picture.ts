import type { SceneVersion } from "@crossfade/core";
import type { Box, Boxes } from "./boxes.ts";
import type { DrawnPair, DrawnScene } from "./drawing.ts";
import { MAX_ARROWS } from "./limits.ts";
import { fitted } from "./lines.ts";
import { type Markup, markup } from "./markup.ts";
import { middleOf, type Pill, pillHeight, pillsOf } from "./pills.ts";
import type { Curve, Route } from "./routes.ts";
import { ageClasses, meetingText, phaseSentence, phaseText, sortWords, versionLabel } from "./words.ts";

/** Widths of a letter of a bold name and of a plain label; some systems have no narrower font. */
const letters = { name: 7.6, label: 6.6 };

/** Where everything stands, in every moment. */
export interface Picture {
  readonly boxes: Boxes;
  /** Of all pairs of the drawing. */
  readonly routes: readonly Route[];
}

/** The inside of an <svg>: lanes, versions as they are in the moment, an arrow for each pair in contact. */
export function pictureMarkup({ boxes, routes }: Picture, scene: DrawnScene, interactive: boolean): Markup {
  const drawn = new Set(scene.pairs.slice(0, MAX_ARROWS));
  const now = routes.filter(({ pair }) => drawn.has(pair));
  const pills = new Map(pillsOf(now, boxes.boxes).map((each) => [each.pair, each]));
  const key = (component: string, label: string) => JSON.stringify([component, label]);
  const phases = new Map(scene.scene.versions.map((each) => [key(each.component, each.version), each]));
  // What breaks is painted last: on top.
  const arrows = now.toReversed().map((route) => {
    const line = arrowLine(route);
    return interactive ? arrowButton(route, line, pills.get(route.pair)) : line;
  });
  return markup`${boxes.columns.map((each, index) => band(each, index, boxes.height))}
${arrows}
${boxes.boxes.map((each) => boxMarkup(each, phases.get(key(each.version.component, each.version.label))))}
${[...pills.values()].map(pillMarkup)}`;
}

function band({ title, x, width }: Boxes["columns"][number], index: number, height: number): Markup {
  const ground = index % 2 === 1 ? "band" : "f-surface";
  return markup`<rect x="${x}" y="0" width="${width}" height="${height}" class="${ground}"/>
<text x="${x + 16}" y="24" class="tx11 m x3">${title}</text>`;
}

function arrowLine({ pair, curves }: Route): Markup {
  const { x, y } = middleOf({ pair, curves });
  const tick = `M${rounded(x - 4)} ${rounded(y)} l3 3 5.5 -6.5`;
  return markup`<path d="${pathOf(curves)}" class="way ${pair.sort}" marker-end="url(#head-${pair.sort})"/>
${pair.sort === "fits" && markup`<path d="${tick}" class="tick-halo"/><path d="${tick}" class="tick"/>`}`;
}

/** An arrow that can be chosen, with a broad invisible line that is easy to hit. */
function arrowButton({ pair, curves }: Route, line: Markup, pill: Pill | undefined): Markup {
  const path = pathOf(curves);
  const what = pill && pill.text !== "" ? `, ${pill.text}` : "";
  const label = `${meetingText(pair)} over ${pair.link}: ${sortWords[pair.sort]}${what}`;
  return markup`<g class="arrow" role="button" tabindex="0" data-pair="${pair.index}" data-sort="${pair.sort}"
 aria-pressed="false" aria-label="${label}">
<path d="${path}" class="hit"/><path d="${path}" class="glow"/>${line}
</g>`;
}

function pathOf(curves: readonly Curve[]): string {
  const [start] = curves;
  if (!start) return "";
  const point = ({ x, y }: Curve[0]) => `${rounded(x)} ${rounded(y)}`;
  const parts = curves.map(([, first, second, to]) => `C${point(first)} ${point(second)} ${point(to)}`);
  return `M${point(start[0])}${parts.join("")}`;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function boxMarkup({ version, x, y, width, height }: Box, now: SceneVersion | undefined): Markup {
  const room = width - 28;
  const columns = Math.floor(room / letters.label);
  const absent = version.age === "absent";
  const name = `${version.component} ${versionLabel(version)}`;
  const title = `${name}: ${absent ? "not there, and somebody needs it" : phaseSentence(now)}`;
  const phase = absent ? "needed" : phaseText(now, version);
  const label = fitted(versionLabel(version), Math.max(5, columns - phase.length - 1));
  const middle = y + height / 2;
  const frame = (look: string) =>
    markup`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" class="${look}"/>`;
  return markup`<g class="box ${ageClasses[version.age]} ${now?.phase ?? "none"}">
<title>${title}</title>
${frame("frame")}${now?.phase === "live" && now.leaving && frame("c-dots")}
<rect x="${x + 8}" y="${middle - 14}" width="9" height="9" rx="2" class="mark"/>
<text x="${x + 23}" y="${middle - 5}" class="tx12 b x">${fitted(version.component, Math.floor(room / letters.name))}</text>
<text x="${x + 23}" y="${middle + 11}" class="tx11"><tspan class="hue m">${label}</tspan><tspan dx="6" class="x2">${phase}</tspan></text>
</g>`;
}

function pillMarkup({ pair, at, text, width }: Pill): Markup {
  const left = at.x - width / 2;
  const word = markup`<text x="${left + 19}" y="${at.y + 4}" class="tx11 b">${text}</text>`;
  return markup`<g class="pill ${pair.sort}" data-pair="${pair.index}">
<rect x="${left}" y="${at.y - pillHeight / 2}" width="${width}" height="${pillHeight}" rx="10"/>
${signMarkup(pair, left + 10, at.y)}${text !== "" && word}
</g>`;
}

/** A cross or a question mark: never the colour alone. */
function signMarkup({ sort }: DrawnPair, x: number, y: number): Markup {
  return sort === "breaks"
    ? markup`<path d="M${x - 3.5} ${y - 3.5} l7 7 M${x + 3.5} ${y - 3.5} l-7 7" class="sign"/>`
    : markup`<text x="${x}" y="${y + 4}" text-anchor="middle" class="tx12 b">?</text>`;
}
