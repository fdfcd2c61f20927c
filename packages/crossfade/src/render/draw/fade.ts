import type { Fade, Scale } from "./lanes.ts";
import { type Markup, markup } from "./markup.ts";

/** The new version grows from below: at the earliest along the fast curve, at the latest along the slow one; between is hatched. */
export function fadeMarkup(fade: Fade, y: number, height: number, scale: Scale): Markup {
  const { start, how, age } = fade;
  const [from, to] = [scale.from(start), scale.to(start)];
  const look = age === "between" ? "c-new2" : "c-new";
  const area = (x: number, end: number, name: string) =>
    markup`<rect x="${x}" y="${y}" width="${end - x}" height="${height}" class="${name}"/>`;
  const at = (share: number) => from + (to - from) * share;
  switch (how) {
    case "cut":
      return area(at(0.3), scale.end, look);
    case "gap":
      return markup`${area(at(0.3), at(0.55), "c-none")}${area(at(0.55), scale.end, look)}`;
    case "overlap":
      return curves(fade, y, height, scale, look);
  }
}

function curves({ start, until }: Fade, y: number, height: number, scale: Scale, look: string): Markup {
  const [from, to] = [scale.from(start), scale.to(start)];
  const [first, fast] = [from + (to - from) * 0.08, from + (to - from) * 0.92];
  const [top, low] = [y, y + height];
  const area = (x: number) => {
    const [one, two] = [first + (x - first) * 0.45, first + (x - first) * 0.5].map(Math.round);
    return `M${Math.round(first)} ${low}C${one} ${low} ${two} ${top} ${Math.round(x)} ${top}H${scale.end}V${low}z`;
  };
  if (until <= start) return markup`<path d="${area(fast)}" class="${look}"/>`;
  return markup`<path d="${area(fast)}" class="c-hatch"/><path d="${area(scale.to(until) - 6)}" class="${look}"/>`;
}
