import { boxesOf } from "./boxes.ts";
import type { Drawing, DrawnScene } from "./drawing.ts";
import { drawnHeadline } from "./headline.ts";
import { legendShapes } from "./legend.ts";
import { fitted, lineText } from "./lines.ts";
import { markup, ours } from "./markup.ts";
import { countText, momentTitle } from "./moments.ts";
import { pictureMarkup } from "./picture.ts";
import { pictureDefs } from "./picture-defs.ts";
import { routesOf } from "./routes.ts";
import { sceneText } from "./scene-text.ts";
import { shapeStyle, tokenStyle } from "./tokens.ts";

const headHeight = 64;
const footHeight = 34;

const style = `${tokenStyle()}
:root{--sans:Inter,ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}${shapeStyle}
.ground{fill:var(--surface);stroke:var(--line)}`;

/** One moment as an SVG file: no script, no request, light and dark by the reader's system. */
export function staticPicture(drawing: Drawing, scene: DrawnScene): string {
  const boxes = boxesOf(drawing.components, drawing.pairs);
  const picture = { boxes, routes: routesOf(drawing.pairs, boxes) };
  const { width } = boxes;
  const height = headHeight + boxes.height + footHeight;
  const headline = lineText(drawnHeadline(drawing.report));
  const told = `${momentTitle(scene, drawing)}: ${countText(scene.counts)}`;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"
 role="img" aria-labelledby="title desc">
<title id="title">${headline}</title>
<desc id="desc">${`${told}. ${sceneText(scene)}`}</desc>
<style>${ours(style)}</style>
${pictureDefs}
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" class="ground"/>
<text x="16" y="28" class="tx15 b x">${fitted(headline, 110)}</text>
<text x="16" y="48" class="tx12 x2">${fitted(told, 140)}</text>
<svg x="1" y="${headHeight}" width="${width - 2}" height="${boxes.height}" viewBox="1 0 ${width - 2} ${boxes.height}">
${pictureMarkup(picture, scene, false)}
</svg>
<path d="M0 ${headHeight}H${width}M0 ${height - footHeight}H${width}" class="s-line"/>
${legendShapes(16, height - 13)}
</svg>
`.markup;
}
