import { labelText } from "../words.ts";
import { fadeMarkup } from "./fade.ts";
import type { Mark, PlanLane, PlanLanes, Scale, Strip, WayBackColumn } from "./lanes.ts";
import { fitted } from "./lines.ts";
import { type Markup, markup } from "./markup.ts";

const width = 976;
const left = 236;
const right = 16;
const laneHeight = 22;
const laneStep = 25;
const bandTop = 8;
const wordsTop = 36;
const axisTop = 70;
const lanesTop = 82;
const letter = 6.2;
/** "before" and "after" are narrower than a stage: nothing happens in them. */
const edgeShare = 0.55;

/** The plan lanes as a picture of its own. */
export function lanesMarkup(plan: PlanLanes, describe: string): Markup {
  const scale = scaleOf(plan.columns.length);
  const height = lanesTop + plan.lanes.length * laneStep + 10;
  return markup`<svg viewBox="0 0 ${width} ${height}" width="100%" role="img" aria-labelledby="lanes-title lanes-desc">
<title id="lanes-title">The plan as lanes</title>
<desc id="lanes-desc">${describe}</desc>
<text x="16" y="${bandTop + 9}" class="tx12 b x">Way back</text>
<text x="16" y="${bandTop + 26}" class="tx11 x3">of the whole release</text>
${columnsMarkup(plan, scale, height)}
${wayBackMarkup(plan, scale)}
${plan.lanes.map((each, index) => laneMarkup(each, lanesTop + index * laneStep, scale))}
${marksMarkup(plan, scale, height)}
</svg>`;
}

function scaleOf(columns: number): Scale {
  const shares = Array.from({ length: columns }, (_, index) =>
    index === 0 || index === columns - 1 ? edgeShare : 1,
  );
  const edges = [0];
  for (const share of shares) edges.push((edges.at(-1) ?? 0) + share);
  const whole = edges.at(-1) ?? 1;
  const x = (edge: number) => left + ((width - left - right) * (edges[edge] ?? whole)) / whole;
  return {
    from: (column) => x(column),
    late: (column) => x(column) + (x(column + 1) - x(column)) * 0.93,
    to: (column) => x(column + 1),
    end: width - right,
  };
}

function columnsMarkup({ columns }: PlanLanes, scale: Scale, height: number): Markup[] {
  return columns.map(({ scene, title }, index) => {
    const [from, to] = [scale.from(index), scale.to(index)];
    const room = Math.floor((to - from - 10) / letter);
    const ground = { y: axisTop - 13, height: height - axisTop + 9 };
    return markup`<g class="lane-column" data-scene="${scene}">
<title>${title}</title>
<rect x="${from}" y="${ground.y}" width="${to - from}" height="${ground.height}" class="now"/>
<path d="M${from} ${axisTop - 11}V${height - 8}" class="s-line"/>
<text x="${from + 6}" y="${axisTop}" class="tx11 x3">${fitted(title, room)}</text>
</g>`;
  });
}

const wayBackWords = { free: "✓ Free", costs: "◷ Costs", impossible: "✕ Impossible" } as const;
const wayBackClasses = { free: "x", costs: "x-amber", impossible: "x-red" } as const;
const patterns = { free: "way-free", costs: "way-costs", impossible: "way-never" } as const;

/** Neighbours with the same way back as one stretch, with its sign, its word and its pattern. */
function wayBackMarkup({ wayBack }: PlanLanes, scale: Scale): Markup[] {
  const runs: { from: number; to: number }[] = [];
  wayBack.forEach((each, index) => {
    const last = runs.at(-1);
    if (last && wayBack[last.to]?.wayBack === each.wayBack) last.to = index;
    else runs.push({ from: index, to: index });
  });
  /** Where the way back becomes what it is in a column. */
  const turn = (column: WayBackColumn | undefined) => {
    const at = column?.wayBack === "impossible" ? column.endsAll : column?.endsFree;
    return at && beginning(at, scale);
  };
  return runs.map(({ from, to }) => {
    const value = wayBack[from]?.wayBack ?? "free";
    const unknowns = Math.max(...wayBack.slice(from, to + 1).map((each) => each.unknowns));
    const next = wayBack[to + 1];
    const [x, end] = [turn(wayBack[from]) ?? scale.from(from), (next && turn(next)) ?? scale.to(to)];
    const doubt = unknowns > 0 && markup`<tspan class="x-amber m"> ? ${unknowns} unknown</tspan>`;
    return markup`<rect x="${x}" y="${bandTop}" width="${end - x}" height="10" fill="url(#${patterns[value]})"
 class="way-back ${value}"/>
<text x="${x + 6}" y="${wordsTop}" class="tx12 b ${wayBackClasses[value]}">${wayBackWords[value]}${doubt}</text>`;
  });
}

function beginning({ column, late }: Mark, scale: Scale): number {
  return late ? scale.late(column) : scale.from(column);
}

/** The two moments that run through all lanes. */
function marksMarkup({ wayBack }: PlanLanes, scale: Scale, height: number): Markup[] {
  const free = wayBack.find((each) => each.endsFree)?.endsFree;
  const all = wayBack.find((each) => each.endsAll)?.endsAll;
  const mark = (at: Mark, name: string, text: string, hue: string) => {
    const x = beginning(at, scale);
    return markup`<path d="M${x} ${bandTop - 4}V${height - 6}" class="${name}"/>
<text x="${x + 6}" y="${wordsTop + 15}" class="tx11 m ${hue}">${text}</text>`;
  };
  return [
    ...(free && (free.column !== all?.column || free.late !== all.late)
      ? [mark(free, "mark-free", "free way back ends", "x-amber")]
      : []),
    ...(all ? [mark(all, "mark-none", "point of no return", "x-red")] : []),
  ];
}

function laneMarkup(lane: PlanLane, y: number, scale: Scale): Markup {
  const from = scale.from(0);
  const ground = (look: string) =>
    markup`<rect x="${from}" y="${y}" width="${scale.end - from}" height="${laneHeight}" class="${look}"/>`;
  return markup`<g class="lane">
<text x="16" y="${y + 15}" class="tx11 x3">${lane.stage}</text>
<text x="34" y="${y + 15}" class="tx12 m x">${fitted(lane.component, 13)}</text>
${labelsMarkup(lane, y)}
${lane.first ? [ground("c-old"), ground("c-dots")] : ground("c-none")}
${olderMarkup(lane, y, scale)}
${lane.fades.map((each) => fadeMarkup(each, y, laneHeight, scale))}
${lane.dark.map((each) => stripMarkup(each, y + laneHeight - 6, scale, "dark"))}
${lane.draining.map((each) => stripMarkup(each, y + 2, scale, "draining"))}
${wordsMarkup(lane, y, scale)}
</g>`;
}

/** "1.9.4 → 2.0.0" before the lane. */
function labelsMarkup({ first, fades }: PlanLane, y: number): Markup {
  const labels = [first?.label ?? "", ...fades.map((each) => each.label)];
  const room = Math.max(5, Math.floor((20 - (labels.length - 1) * 2) / labels.length));
  const parts = labels.map((label, index) => {
    const hue = index > 0 ? "x-new" : first ? "x-old" : "x3";
    const arrow = index < labels.length - 1 && markup`<tspan class="x3"> → </tspan>`;
    return markup`<tspan class="${hue}">${fitted(labelText(label), room)}</tspan>${arrow}`;
  });
  return markup`<text x="${left - 14}" y="${y + 15}" text-anchor="end" class="tx12">${parts}</text>`;
}

function olderMarkup({ older }: PlanLane, y: number, scale: Scale): Markup | undefined {
  if (!older) return undefined;
  const [from, to] = [scale.from(older.from), scale.to(older.to)];
  const narrow = Math.round(from + (to - from) * 0.6);
  return markup`<path d="M${from} ${y}H${to}L${narrow} ${y + 7}H${from}z" class="c-old2"/>`;
}

const strips = {
  dark: { look: "dark-strip", height: 5, says: "dark, no user yet" },
  draining: { look: "drain-strip", height: 3, says: "last processes" },
} as const;

function stripMarkup(
  { label, from, to, late }: Strip,
  y: number,
  scale: Scale,
  kind: keyof typeof strips,
): Markup {
  const { look, height, says } = strips[kind];
  const x = (late ? scale.late(from) : scale.from(from)) + 2;
  const long = scale.to(to) - x - 2;
  return markup`<rect x="${x}" y="${y}" width="${long}" height="${height}" rx="1.500" class="${look}">
<title>${`${label}: ${says}`}</title></rect>`;
}

/** What an area is, where there is room for the word. */
function wordsMarkup({ first, fades, dark, older }: PlanLane, y: number, scale: Scale): Markup[] {
  const put = (from: number, to: number, text: string, hue: string) =>
    to - from > text.length * letter + 8
      ? [markup`<text x="${from + 8}" y="${y + 15}" class="tx11 ${hue}">${text}</text>`]
      : [];
  const before = older ? `with ${fitted(older.label, 12)}` : "live";
  const [strip] = dark;
  return [
    ...(first ? put(scale.from(0), scale.to(0), before, "x-old") : []),
    ...fades.flatMap(({ label, age, until }, index) => {
      const next = fades[index + 1];
      const hue = age === "between" ? "x-lab" : "x-onnew";
      const end = next ? scale.from(next.start) : scale.end;
      return put(scale.to(until), end, `${fitted(labelText(label), 24)} for all`, hue);
    }),
    ...(strip && strip.from > 0
      ? put(strip.late ? scale.late(strip.from) : scale.from(strip.from), scale.to(strip.to), "dark", "x-old")
      : []),
  ];
}
