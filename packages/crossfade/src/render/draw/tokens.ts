/** Name of a colour: light, dark. What is legible is measured on the drawn page, in main/draw.real.test.ts. */
const tokens: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  bg: ["#f6f6f8", "#0e0f13"],
  surface: ["#ffffff", "#15171c"],
  raised: ["#fafafb", "#1b1d24"],
  sunken: ["#f0f0f4", "#101217"],
  band: ["#f5f5f8", "#121419"],
  line: ["#e4e4ea", "#272a33"],
  "line-2": ["#cfcfd8", "#3a3e4a"],
  ink: ["#16171d", "#eceef3"],
  "ink-2": ["#4a4d5a", "#b3b7c4"],
  "ink-3": ["#666a78", "#8e93a3"],
  old: ["#6d4bd0", "#a48bf5"],
  "old-ink": ["#5636b8", "#bfaefc"],
  "old-fill": ["#e3dbfa", "#352b5c"],
  "old-fill-2": ["#cdbff4", "#463879"],
  "old-wash": ["#f4f1fd", "#1f1b33"],
  new: ["#0b7d78", "#2fb8ae"],
  "new-ink": ["#07655f", "#5fd3c9"],
  "new-fill": ["#0b7d78", "#2a9d95"],
  "new-fill-2": ["#8fcfca", "#1c6963"],
  "new-wash": ["#e3f4f2", "#10302e"],
  "on-new": ["#ffffff", "#04201e"],
  "on-new-2": ["#06413d", "#d5f4f0"],
  red: ["#c4281c", "#ff7a6b"],
  "red-ink": ["#ab1f14", "#ff9a8d"],
  "red-wash": ["#fdecea", "#3a1915"],
  "on-red": ["#ffffff", "#2a0a06"],
  amber: ["#b86e00", "#e8a33d"],
  "amber-ink": ["#8a5000", "#f2b95f"],
  "amber-wash": ["#fdf3e1", "#33250d"],
  focus: ["#1d4ed8", "#8ab4ff"],
};

/** The colours follow the system; `data-theme` on the root forces one. */
export function tokenStyle(): string {
  const set = (theme: 0 | 1) =>
    Object.entries(tokens)
      .map(([name, values]) => `--${name}:${values[theme]};`)
      .join("");
  return `:root{color-scheme:light;${set(0)}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${set(1)}}}
:root[data-theme=dark]{color-scheme:dark;${set(1)}}`;
}

/** What shapes look like, in a page and in a picture of its own. */
export const shapeStyle = `
svg text{font-family:var(--sans);font-variant-numeric:tabular-nums}
.tx11{font-size:11px}.tx12{font-size:12px}.tx13{font-size:13px}.tx15{font-size:15px}.b{font-weight:600}.m{font-weight:500}
.x{fill:var(--ink)}.x2{fill:var(--ink-2)}.x3{fill:var(--ink-3)}.x-old{fill:var(--old-ink)}.x-new{fill:var(--new-ink)}.x-red{fill:var(--red-ink)}.x-amber{fill:var(--amber-ink)}
.f-surface{fill:var(--surface)}.f-sunken{fill:var(--sunken)}.f-new{fill:var(--new)}.f-old{fill:var(--old)}.f-red{fill:var(--red)}.f-amber{fill:var(--amber)}.f-ink3{fill:var(--ink-3)}.f-amberwash{fill:var(--amber-wash)}.f-redwash{fill:var(--red-wash)}
.s-ink2{fill:none;stroke:var(--ink-2);stroke-width:1.1;stroke-linecap:round;stroke-linejoin:round}.s-ink3{fill:none;stroke:var(--ink-3)}.s-red{fill:none;stroke:var(--red);stroke-width:1.4}.s-line{fill:none;stroke:var(--line)}
.c-dots{fill:url(#dots)}.c-old{fill:var(--old-fill)}.c-old2{fill:var(--old-fill-2)}.c-new{fill:var(--new-fill)}.c-new2{fill:var(--new-fill-2)}.c-hatch{fill:url(#hatch)}
.band{fill:var(--band)}
.way{fill:none;stroke:var(--ink-3);stroke-width:1;stroke-opacity:.75}
.way.breaks{stroke:var(--red);stroke-width:2.25;stroke-dasharray:8 3.5;stroke-opacity:1}
.way.unknown{stroke:var(--amber);stroke-width:2;stroke-dasharray:.1 4;stroke-linecap:round;stroke-opacity:1}
.way.silent{stroke-dasharray:1 4}
.tick{fill:none;stroke:var(--ink-2);stroke-width:1.4;stroke-linecap:round;stroke-linejoin:round}.tick-halo{fill:none;stroke:var(--surface);stroke-width:5;stroke-linecap:round;stroke-linejoin:round}
.box .frame{stroke-width:1.25}
.box.old .frame{fill:var(--old-wash);stroke:var(--old)}.box.old .mark{fill:var(--old-fill);stroke:var(--old);stroke-width:1.5}.box.old .hue{fill:var(--old-ink)}
.box.older .frame{fill:var(--old-fill);stroke:var(--old)}.box.older .mark{fill:var(--old);stroke:var(--old);stroke-width:1.5}.box.older .hue{fill:var(--old-ink)}
.box.new .frame{fill:var(--new-wash);stroke:var(--new)}.box.new .mark{fill:var(--new-fill)}.box.new .hue{fill:var(--new-ink)}
.box.mid .frame{fill:var(--surface);stroke:var(--new)}.box.mid .mark{fill:var(--new-fill-2);stroke:var(--new);stroke-width:1.5}.box.mid .hue{fill:var(--new-ink)}
.box.same .frame{fill:var(--surface);stroke:var(--line-2)}.box.same .mark{fill:var(--surface);stroke:var(--ink-3);stroke-width:1.5}.box.same .hue{fill:var(--ink-2)}
.box.absent .frame{fill:var(--surface);stroke:var(--line-2);stroke-dasharray:3 3}.box.absent .mark{fill:none;stroke:var(--ink-3);stroke-dasharray:2 2}.box.absent .hue{fill:var(--ink-2)}
.box.dark .frame,.box.draining .frame{stroke-dasharray:4 3;fill:var(--surface)}.box.left .frame{stroke-dasharray:1.5 3;fill:var(--surface)}
.box.none .frame{fill:var(--surface);stroke:var(--line-2);stroke-dasharray:2 4}.box.none .mark{fill:none;stroke:var(--line-2)}.box.none text,.box.none .x,.box.none .hue,.box.none .x2{fill:var(--ink-3);font-weight:400}
.pill rect{stroke-width:1.25}.pill.breaks rect{fill:var(--red-wash);stroke:var(--red)}.pill.breaks text{fill:var(--red-ink)}.pill.unknown rect{fill:var(--amber-wash);stroke:var(--amber)}.pill.unknown text{fill:var(--amber-ink)}
.sign{fill:none;stroke:var(--red-ink);stroke-width:1.8;stroke-linecap:round}`;
