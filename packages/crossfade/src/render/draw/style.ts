import { shapeStyle, tokenStyle } from "./tokens.ts";

const pageStyle = `
:root{--sans:Inter,ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;--mono:"JetBrains Mono",ui-monospace,"SF Mono",Menlo,Consolas,monospace}
*,*::before,*::after{box-sizing:border-box}
html{background:var(--bg)}body{margin:0;color:var(--ink);font:13px/20px var(--sans);-webkit-font-smoothing:antialiased}
h1,h2,h3,p,ul,ol,dl,dd,pre,figure{margin:0;padding:0}ul{list-style:none}ol{padding-left:20px}
h1{font:600 20px/28px var(--sans);letter-spacing:-.012em;text-wrap:balance}h2{font:600 13px/20px var(--sans)}h3{font:600 12px/20px var(--sans)}
code,pre{font-family:var(--mono);font-size:11.5px;overflow-wrap:anywhere}
button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:4px}
[hidden]{display:none!important}.js{display:none}.scripted .js{display:revert}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.dim{color:var(--ink-2)}.dimmer{color:var(--ink-3)}.t11{font-size:11px}.strong,b{font-weight:600}.amber{color:var(--amber-ink)}.red{color:var(--red-ink)}.old-ink{color:var(--old-ink)}.new-ink{color:var(--new-ink)}.block{display:block}
.i{width:12px;height:12px;flex:none;display:block;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
svg{display:block}
.top{height:40px;display:flex;align-items:center;gap:12px;padding:0 24px;border-bottom:1px solid var(--line);background:var(--surface);font-size:12px;color:var(--ink-2)}
.brand{display:flex;align-items:center;gap:8px;font:600 15px/24px var(--sans);color:var(--ink)}.brand .o{fill:var(--old-fill);stroke:var(--old);stroke-width:1.5}.brand .n{fill:var(--new-fill);opacity:.92}
.top .crumb::before{content:"/";color:var(--ink-3);margin-right:12px}.top .right{margin-left:auto;display:flex;gap:16px;align-items:center}
kbd{font:500 11px/16px var(--sans);color:var(--ink-2);border:1px solid var(--line-2);border-bottom-width:2px;border-radius:3px;padding:0 4px;background:var(--surface)}
.page{max-width:1640px;margin:0 auto;padding:12px 24px 24px;display:grid;gap:12px;grid-template-columns:minmax(0,1fr)}
.head{display:flex;justify-content:space-between;align-items:center;gap:24px}.head p{color:var(--ink-2);margin-top:2px;max-width:120ch}
.notes{font-size:12px;color:var(--ink-2)}
.seg{display:inline-flex;padding:2px;gap:2px;background:var(--sunken);border:1px solid var(--line);border-radius:6px;font:500 12px/16px var(--sans);flex:none}.seg button{padding:3px 8px;border-radius:4px;color:var(--ink-2)}.seg button[aria-pressed=true]{background:var(--surface);color:var(--ink);box-shadow:0 0 0 1px var(--line)}
.scripted .seg.js{display:inline-flex}
.card{background:var(--surface);border:1px solid var(--line);border-radius:8px;min-width:0;overflow:hidden}
.card>header{display:flex;align-items:center;gap:12px;padding:8px 16px;border-bottom:1px solid var(--line);min-height:40px}.card>header .sub{color:var(--ink-2);font-size:12px;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.card>header .right{margin-left:auto}
.legend{display:flex;flex-wrap:wrap;gap:4px 14px;font-size:11px;line-height:16px;color:var(--ink-2);align-items:center}.legend span{display:inline-flex;gap:6px;align-items:center;white-space:nowrap}.legend svg{width:22px;height:10px}
.verdict{display:inline-flex;align-items:center;gap:3px;font:500 12px/16px var(--sans);white-space:nowrap}.verdict.breaks{color:var(--red-ink)}.verdict.unknown{color:var(--amber-ink)}.verdict.silent{color:var(--ink-2)}
.v{display:inline-flex;align-items:center;gap:5px;font-weight:500;font-variant-numeric:tabular-nums;max-width:100%;overflow-wrap:anywhere}.v::before{content:"";width:9px;height:9px;border-radius:2px;flex:none;border:1.5px solid var(--ink-3)}
.v.old,.v.older{color:var(--old-ink)}.v.old::before{background:var(--old-fill);border-color:var(--old)}.v.older::before{background:var(--old);border-color:var(--old)}.v.new{color:var(--new-ink)}.v.new::before{background:var(--new-fill);border-color:var(--new-fill)}.v.mid{color:var(--new-ink)}.v.mid::before{background:linear-gradient(90deg,var(--old-fill-2) 50%,var(--new-fill) 50%);border:0}.v.same,.v.absent{color:var(--ink-2)}.v.absent::before{border-style:dotted}
table{border-collapse:collapse;width:100%;font-size:12px;line-height:16px;font-variant-numeric:tabular-nums}th{text-align:left;font-weight:500}
.strip table{table-layout:fixed}.strip th:first-child{width:232px;padding-left:16px;text-align:left}.strip th,.strip td{padding:3px 4px;text-align:center;white-space:nowrap}.strip thead th{padding:8px 4px 6px;color:var(--ink-3);font-size:11px;border-bottom:1px solid var(--line);overflow:hidden;text-overflow:ellipsis}
.strip thead th.now{color:var(--ink);font-weight:600;background:var(--sunken);box-shadow:inset 0 2px var(--ink)}
.moment{display:flex;justify-content:center;gap:8px;align-items:center;width:100%;min-height:22px;border-radius:4px}.moment:hover{background:var(--raised)}.moment[aria-pressed=true]{background:var(--sunken);box-shadow:inset 0 0 0 1.5px var(--ink)}
.strip td[colspan]:not([colspan="1"]) .moment{background:var(--sunken)}
.scripted .range.js{display:block}.range{padding:2px 0 8px 232px}.range input{display:block;width:calc(100% - 2*var(--edge,12%) + 14px);height:16px;margin:0 0 0 calc(var(--edge,12%) - 7px);appearance:none;background:transparent}.range input::-webkit-slider-runnable-track{height:2px;background:var(--line-2);border-radius:2px}.range input::-moz-range-track{height:2px;background:var(--line-2)}.range input::-webkit-slider-thumb{appearance:none;width:14px;height:14px;border-radius:50%;background:var(--ink);border:3px solid var(--surface);box-shadow:0 0 0 1.5px var(--ink);margin-top:-6px}.range input::-moz-range-thumb{width:9px;height:9px;border-radius:50%;background:var(--ink);border:3px solid var(--surface);box-shadow:0 0 0 1.5px var(--ink)}
.two{display:grid;grid-template-columns:minmax(0,1fr) 400px;gap:12px;align-items:start}.side{display:grid;gap:12px;grid-template-columns:minmax(0,1fr)}
.scene>svg{width:100%;height:auto}
.scene figcaption{padding:8px 16px;border-top:1px solid var(--line);font-size:12px;color:var(--ink-2)}
.arrow{cursor:pointer;outline:none}.hit{fill:none;stroke:transparent;stroke-width:13;pointer-events:stroke}.glow{fill:none;stroke:none}
.arrow:hover .glow{stroke:var(--line-2);stroke-width:8;stroke-linecap:round}.arrow:focus-visible .glow{stroke:var(--focus);stroke-width:8;stroke-opacity:.55;stroke-linecap:round}.arrow[aria-pressed=true] .glow{stroke:var(--ink);stroke-opacity:.16;stroke-width:9;stroke-linecap:round}.arrow[aria-pressed=true] .way{stroke-opacity:1;stroke-width:3}.arrow[aria-pressed=true] .way.fits{stroke:var(--ink);stroke-width:2}
.pill{pointer-events:all;cursor:pointer}.pill.chosen rect{stroke-width:2.5}
.mx-scroll{overflow-x:auto;padding:4px 0 10px}.mx{font-size:11px;width:auto;min-width:100%}.mx th,.mx td{padding:1px 2px;text-align:center;height:21px;white-space:nowrap}.mx thead th{color:var(--ink-2)}.mx thead th.old,.mx thead th.older{color:var(--old-ink)}.mx thead th.new,.mx thead th.mid{color:var(--new-ink)}.mx thead td{padding-left:16px;text-align:left;vertical-align:bottom}.mx tbody th{text-align:left;padding-left:16px;font-size:11px}.mx .cut{display:inline-block;max-width:92px;overflow:hidden;text-overflow:ellipsis;vertical-align:bottom}.mx thead .cut{max-width:64px}.mx .mn{width:64px;margin-right:6px}.mx .g>*{border-top:1px solid var(--line)}.mx .first{border-left:1px solid var(--line)}.mx tr>:last-child{padding-right:16px}
.cell{display:inline-grid;place-items:center;width:24px;height:17px;border-radius:3px;color:var(--ink-3)}.cell.on{background:var(--sunken);box-shadow:inset 0 0 0 1px var(--line-2);color:var(--ink)}.cell.breaks{color:var(--red);box-shadow:inset 0 0 0 1px var(--red)}.cell.breaks.on{background:var(--red);color:var(--on-red)}.cell.unknown{color:var(--amber-ink);box-shadow:inset 0 0 0 1px var(--amber)}.cell.unknown{border-radius:3px}.cell.unknown.on{background:var(--amber-wash);box-shadow:inset 0 0 0 1.5px var(--amber)}.cell.unknown:not(.on){box-shadow:none;outline:1px dashed var(--amber);outline-offset:-1px}.cell[aria-pressed=true]{outline:2px solid var(--ink);outline-offset:1.5px}.cell:focus-visible{outline:2px solid var(--focus)}
.foot{padding:8px 16px;font-size:11px;line-height:16px}
.panel header{display:flex;justify-content:space-between;gap:12px;padding:8px 16px;border-bottom:1px solid var(--line)}.panel h2{min-width:0}.panel:focus{outline:none}.panel .body{padding:10px 16px 12px;display:grid;gap:10px;font-size:12px;line-height:17px;grid-template-columns:minmax(0,1fr)}.finding{display:grid;gap:8px;grid-template-columns:minmax(0,1fr)}.finding:not(:first-child){border-top:1px solid var(--line);padding-top:10px}
.panel pre{background:var(--sunken);border:1px solid var(--line);border-radius:4px;padding:6px 10px;line-height:17px;white-space:pre-wrap;overflow-wrap:anywhere}.panel mark{background:var(--red-wash);color:var(--red-ink);font-weight:600;border-radius:2px;padding:0 2px;text-decoration:underline wavy 1px}.panel dl{display:grid;grid-template-columns:76px minmax(0,1fr);gap:4px 8px}.panel dt{color:var(--ink-3)}.panel dd{overflow-wrap:anywhere}
.empty{padding:14px 16px;color:var(--ink-2);font-size:12px}
.lanes{overflow-x:auto}.lanes svg{min-width:760px;padding:4px 0 2px}.lane-column .now{fill:none}.lane-column.on .now{fill:var(--sunken)}.lane-column.on text{fill:var(--ink);font-weight:600}
.c-none{fill:var(--surface);stroke:var(--line-2);stroke-dasharray:2 3}.dark-strip{fill:var(--surface);stroke:var(--new);stroke-dasharray:3 2}.drain-strip{fill:var(--old-fill);stroke:none}.way-back{stroke-width:1}.way-back.free{stroke:var(--ink-3)}.way-back.costs{stroke:var(--amber)}.way-back.impossible{stroke:var(--red)}.mark-free{fill:none;stroke:var(--amber);stroke-width:1.75;stroke-dasharray:5 3}.mark-none{fill:none;stroke:var(--red);stroke-width:2}.x-onnew{fill:var(--on-new)}.x-lab{fill:var(--on-new-2)}
.stages th,.stages td{padding:6px 8px;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}.stages thead th{color:var(--ink-3);font-size:11px}.stages th:first-child{padding-left:16px;width:64px}.stages td:nth-child(2){width:28%}.stages td:nth-child(3){width:34%}
.so-that,.no-order{padding:12px 16px;font-size:12px}.so-that li::before{content:"– "}.no-order{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:24px}.no-order .sub{color:var(--ink-2);padding-left:20px}.no-order li{margin-bottom:6px}.no-order li li{margin:0}.no-order p{margin-top:2px}
dialog{border:1px solid var(--line-2);border-radius:8px;background:var(--raised);color:var(--ink);padding:16px 20px;max-width:420px}dialog::backdrop{background:rgb(0 0 0/.35)}dialog dl{display:grid;grid-template-columns:112px 1fr;gap:6px 12px;margin:10px 0 14px;font-size:12px}.btn{border:1px solid var(--line-2);border-radius:6px;padding:4px 12px;font-weight:500}
@media (max-width:1180px){.two,.no-order{grid-template-columns:minmax(0,1fr)}.scene{overflow-x:auto}.scene>svg{min-width:760px}.strip{overflow-x:auto}.strip table{min-width:760px}}
@media print{.js,.top .right{display:none!important}}`;

/** The whole style sheet of the page. */
export const style = `${tokenStyle()}${shapeStyle}${pageStyle}`;
