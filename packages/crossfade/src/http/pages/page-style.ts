import { type Markup, ours } from "../../render/draw/markup.ts";
import { tokenStyle } from "../../render/draw/tokens.ts";

/** Ours alone, one for all pages; colours and sizes are those of the drawn report. */
export function pageStyle(): Markup {
  return ours(`${tokenStyle()}
:root{--sans:"Inter",ui-sans-serif,system-ui,-apple-system,"Segoe UI",sans-serif;--mono:ui-monospace,"SF Mono",Menlo,Consolas,monospace}
*,*::before,*::after{box-sizing:border-box}
html{background:var(--bg)}
body{margin:0;color:var(--ink);font:13px/20px var(--sans);-webkit-font-smoothing:antialiased}
h1,h2,h3,p,ul,ol,dl,dd,table{margin:0;padding:0}ul,ol{list-style:none}
h1{font-size:20px;line-height:28px;font-weight:600;letter-spacing:-.012em}h2{font-size:13px;font-weight:600}h3{font-size:12px;font-weight:600;color:var(--ink-2)}
a{color:inherit;text-underline-offset:2px}
code{font-family:var(--mono);font-size:12px;overflow-wrap:anywhere}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:4px}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.top{display:flex;align-items:center;gap:16px;min-height:48px;padding:8px 24px;border-bottom:1px solid var(--line);background:var(--surface)}
.top .brand{font-weight:600;font-size:15px;text-decoration:none}.top form{margin-left:auto}.top .who{margin-left:auto;color:var(--ink-2)}.top .who+form{margin-left:0}
main{max-width:1080px;margin:0 auto;padding:24px;display:grid;gap:16px}
.head p{color:var(--ink-2)}
.card{background:var(--surface);border:1px solid var(--line);border-radius:8px;overflow-x:auto}
.card>h2{padding:10px 16px;border-bottom:1px solid var(--line)}.card>.body{padding:12px 16px;display:grid;gap:8px}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(320px,1fr));gap:16px;align-items:start}
table{width:100%;border-collapse:collapse;font-size:12px;line-height:16px;font-variant-numeric:tabular-nums}
th{text-align:left;font-weight:500;font-size:11px;color:var(--ink-3);padding:6px 8px;border-bottom:1px solid var(--line);white-space:nowrap}
td,tbody th{padding:8px;border-bottom:0;vertical-align:top;text-align:left;font-size:12px;color:var(--ink);white-space:normal}
tbody tr+tr>*{border-top:1px solid var(--line)}th:first-child{padding-left:16px}th:last-child,td:last-child{padding-right:16px}
.chip{display:inline-block;padding:1px 6px;border-radius:4px;border:1px solid var(--line-2);font-size:11px;line-height:16px;font-weight:500;color:var(--ink-2);white-space:nowrap}
.chip.amber{border-color:transparent;background:var(--amber-wash);color:var(--amber-ink)}.chip.red{border-color:transparent;background:var(--red-wash);color:var(--red-ink)}.chip.new{border-color:transparent;background:var(--new-wash);color:var(--new-ink)}
.note{border-radius:8px;padding:12px 16px;display:grid;gap:4px}.note.amber{background:var(--amber-wash);color:var(--amber-ink)}.note.red{background:var(--red-wash);color:var(--red-ink)}
.dim{color:var(--ink-2)}.dimmer{color:var(--ink-3)}.amber-ink{color:var(--amber-ink)}.red-ink{color:var(--red-ink)}
.bar{display:block;margin-top:4px}.bar .all{fill:var(--line)}.bar .part{fill:var(--ink-2)}
.steps>li{padding:8px 16px;border-bottom:1px solid var(--line);display:grid;grid-template-columns:20px minmax(0,1fr) auto;gap:2px 8px}.steps>li:last-child{border-bottom:0}
.steps .detail{grid-column:2/-1;display:grid;grid-template-columns:minmax(0,1fr);gap:4px;overflow-wrap:anywhere}.steps .waiting{color:var(--ink-2)}.mark{font-weight:600}.stage{padding:8px 16px;background:var(--sunken);border-bottom:1px solid var(--line)}
.list>li{display:grid;grid-template-columns:20px minmax(0,1fr);gap:8px}
dl.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 16px}dl.facts dt{color:var(--ink-3)}
.login{max-width:400px;margin:12vh auto 0}.login form{display:grid;gap:12px}
input{font:13px/20px var(--mono);padding:6px 10px;border:1px solid var(--line-2);border-radius:6px;background:var(--surface);color:var(--ink);width:100%}
button{font:500 13px/20px var(--sans);padding:5px 12px;border-radius:6px;border:1px solid var(--line-2);background:var(--surface);color:var(--ink);cursor:pointer}button.primary{background:var(--ink);color:var(--bg);border-color:var(--ink)}
@media (max-width:640px){main{padding:16px;grid-template-columns:minmax(0,1fr)}.top{padding:8px 16px}dl.facts{grid-template-columns:minmax(0,1fr)}dl.facts dd{margin-bottom:8px}.two{grid-template-columns:minmax(0,1fr)}}`);
}
