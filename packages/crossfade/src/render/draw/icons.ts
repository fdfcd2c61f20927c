import type { Sort } from "./drawing.ts";
import { type Markup, markup } from "./markup.ts";

const icon = (path: string) =>
  markup`<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path d="${path}"/></svg>`;

/** One mark for each verdict: never the colour alone. */
export const icons: Readonly<Record<Sort, Markup>> = {
  fits: icon("M3 8.5 6.5 12 13 4.5"),
  breaks: icon("m4 4 8 8M12 4l-8 8"),
  unknown: icon("M5.5 5.8C5.7 4.2 6.8 3.5 8 3.5c1.4 0 2.5.9 2.5 2.2C10.5 7.7 8 7.6 8 9.6M8 12.4v.1"),
  silent: icon("M4 8h8"),
};
