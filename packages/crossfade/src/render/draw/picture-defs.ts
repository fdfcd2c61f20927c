import { type Markup, markup } from "./markup.ts";

const tilted = (id: string, size: number, inside: Markup) =>
  markup`<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
${inside}
</pattern>`;

const upright = (id: string, width: number, height: number, inside: Markup) =>
  markup`<pattern id="${id}" width="${width}" height="${height}" patternUnits="userSpaceOnUse">
${inside}
</pattern>`;

const head = (sort: string, size: number, inside: Markup) =>
  markup`<marker id="head-${sort}" viewBox="0 0 8 8" refX="7" refY="4" orient="auto"
 markerUnits="userSpaceOnUse" markerWidth="${size}" markerHeight="${size}">
${inside}
</marker>`;

/** Patterns and heads of arrows; once in a page, once in a picture of its own. */
export const pictureDefs: Markup = markup`<defs>
${upright("dots", 5, 5, markup`<circle cx="1.300" cy="1.300" r=".8" class="f-old" opacity=".5"/>`)}
${tilted(
  "hatch",
  5,
  markup`<rect width="5" height="5" class="f-surface"/><rect width="2.200" height="5" class="f-new" opacity=".62"/>`,
)}
${upright(
  "way-free",
  9,
  10,
  markup`<rect width="9" height="10" class="f-surface"/><path d="M6 2.200 3.200 5 6 7.800" class="s-ink2"/>`,
)}
${upright(
  "way-costs",
  5,
  10,
  markup`<rect width="5" height="10" class="f-amberwash"/><rect x="1.500" width="2" height="10" class="f-amber"/>`,
)}
${tilted(
  "way-never",
  6,
  markup`<rect width="6" height="6" class="f-redwash"/><path d="M0 .7H6M.7 0V6" class="s-red"/>`,
)}
${head("breaks", 11, markup`<path d="M0 0 8 4 0 8z" class="f-red"/>`)}
${head("unknown", 10, markup`<path d="M0 0 8 4 0 8z" class="f-amber"/>`)}
${head("fits", 8, markup`<path d="M0 .5 7.500 4 0 7.500z" class="f-ink3"/>`)}
${head("silent", 7, markup`<path d="M1 1 7 4 1 7" class="s-ink3"/>`)}
</defs>`;
