import { type Markup, markup } from "./markup.ts";

const samples: readonly (readonly [word: string, kind: string, shape: Markup])[] = [
  ["old", "box old", markup`<rect x="6" y=".8" width="9" height="8.400" rx="2" class="mark"/>`],
  ["new", "box new", markup`<rect x="6" y=".5" width="9" height="9" rx="2" class="mark"/>`],
  ["fits", "", markup`<path d="M0 5h22" class="way fits"/><path d="M7 5l3 3 5.500 -6.500" class="tick"/>`],
  ["✕ breaks", "", markup`<path d="M0 5h22" class="way breaks"/>`],
  ["? unknown", "", markup`<path d="M1 5h22" class="way unknown"/>`],
];

/** What lines and marks mean; every one of them has its word. */
export const legend: Markup = markup`<div class="right legend">${samples.map(
  ([word, kind, shape]) =>
    markup`<span><svg viewBox="0 0 22 10" aria-hidden="true" class="${kind}">${shape}</svg>${word}</span>`,
)}</div>`;

/** The same inside a picture, from left to right on one line. */
export function legendShapes(x: number, y: number): Markup[] {
  return samples.map(
    ([word, kind, shape], index) => markup`<g transform="translate(${x + index * 84} ${y})">
<g class="${kind}" transform="translate(0 -9)">${shape}</g>
<text x="27" y="0" class="tx11 x2">${word}</text>
</g>`,
  );
}
