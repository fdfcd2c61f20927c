import type { WayBack } from "@crossfade/core";
import { type Markup, markup } from "../../render/draw/markup.ts";
import type { ReleaseView, RungView, StepView } from "../../wire/views.ts";
import { phaseChip } from "./overview-page.ts";
import { lasting, percent, timeOf, times, withCode } from "./page-words.ts";

/** A release as it stands: the answer first, then the evidence, then what one can do. */
export function releasePage(view: ReleaseView): Markup {
  const { id, environment, phase, atMs, startAtMs } = view;
  const isScheduled = phase === "running" && startAtMs !== undefined && startAtMs > atMs;
  return markup`<div class="head"><h1 data-say>${id} ${phaseChip(phase)}</h1>
<p>${movesText(view)} in ${environment}${isScheduled && markup` · starts ${timeOf(startAtMs, atMs)}`}</p></div>
${notes(view)}
${nextCard(view)}
${stagesCard(view)}
<div class="two">${peopleCard(view)}${wayBackCard(view)}</div>`;
}

function movesText({ from, to }: ReleaseView): Markup {
  const moved = Object.entries(to).filter(([component, label]) => from[component] !== label);
  const moves = moved.map(([component, label], index) => {
    const old = from[component];
    return markup`${index > 0 && ", "}${component} ${old !== undefined && markup`<code>${old}</code> → `}<code>${label}</code>`;
  });
  return markup`${moves}`;
}

function notes({ hold, undo, unknowns, atMs, takesBack }: ReleaseView): Markup {
  return markup`${
    takesBack !== undefined &&
    markup`<p class="note amber">It takes back <a href="/releases/${encodeURIComponent(takesBack)}">${takesBack}</a>.</p>`
  }${
    hold !== undefined &&
    markup`<div class="note amber" role="note"><h2>On hold since ${timeOf(hold.sinceMs, atMs)}, by ${hold.by}</h2><p>${hold.why}</p></div>`
  }${
    undo !== undefined &&
    markup`<div class="note red" role="note"><h2>Taken back: ${undo.why}</h2><p>${undo.done} of ${undo.deeds.length} done${undo.deeds.length > 0 && `: ${undo.deeds.join("; ")}`}</p></div>`
  }${
    unknowns > 0 &&
    markup`<p class="note amber">The plan is unproven: nobody knows whether ${unknowns} ${unknowns === 1 ? "pair" : "pairs"} of versions that will meet get on.</p>`
  }`;
}

function nextCard({ next }: ReleaseView): Markup {
  if (next.length === 0) return markup``;
  const rows = next.map(
    ({ command, why }) => markup`<dt><code>${command}</code></dt><dd class="dim">${why}</dd>`,
  );
  return markup`<section class="card"><h2>What you can do now</h2><div class="body"><dl class="facts">${rows}</dl></div></section>`;
}

function stagesCard({ stages, atMs }: ReleaseView): Markup {
  let way: WayBack = "free";
  const item = (step: StepView) => {
    const isTurn = step.wayBack !== way;
    way = step.wayBack;
    return stepItem(step, { nowMs: atMs, isTurn });
  };
  const parts = stages.map(
    (steps, index) =>
      markup`<h3 class="stage">Stage ${index + 1}</h3><ol class="steps">${steps.map(item)}</ol>`,
  );
  return markup`<section class="card"><h2>Stages</h2>${parts}</section>`;
}

const marks = { done: "✓", active: "●", waiting: "○" } as const;

/** `isTurn`: from here on the way back is another than before. */
function stepItem(
  step: StepView,
  { nowMs, isTurn }: { readonly nowMs: number; readonly isTurn: boolean },
): Markup {
  const { id, state, now, rung, trouble, notes: seen, doneMs, begunMs } = step;
  const when = doneMs ?? begunMs;
  return markup`<li class="${state}"><span class="mark" aria-hidden="true">${marks[state]}</span><span><b>${id}</b> <span class="sr">${state}</span></span><span class="dimmer">${when !== undefined && timeOf(when, nowMs)}</span>
<div class="detail">${now !== undefined && markup`<p class="dim">${withCode(now)}</p>`}${trouble !== undefined && markup`<p class="red-ink">${trouble.why} <span class="dim">Tried ${times(trouble.attempts)}; again ${timeOf(trouble.nextTryMs, nowMs)}.</span></p>`}${rung !== undefined && rungPart(rung, nowMs)}${seen.map((note) => markup`<p class="dimmer">${note}</p>`)}${isTurn && markup`<p><span class="chip${wayTones[step.wayBack]}">way back from here: ${step.wayBack}</span></p>`}</div></li>`;
}

const wayTones = { free: "", costs: " amber", impossible: " red" } as const;
const tones = { pass: "", wait: " amber", inconclusive: " amber", fail: " red" } as const;

function rungPart(
  { weight, consumers, bakedMs, promotion, promotedBy, gates }: RungView,
  nowMs: number,
): Markup {
  const who = promotedBy !== undefined ? `promoted by ${promotedBy}` : `${promotion} promotion`;
  const rows = gates.map(
    ({ name, result, reason, missing, expectedAtMs }) =>
      markup`<tr><th scope="row">${name}</th><td><span class="chip${tones[result]}">${result}</span></td><td>${reason}${missing !== undefined && markup` <span class="dim">Missing: ${missing}${expectedAtMs !== undefined && markup`, expected ${timeOf(expectedAtMs, nowMs)}`}</span>`}</td></tr>`,
  );
  const share =
    consumers === undefined
      ? `${percent(weight / 10_000)} of users`
      : `${consumers.count} of ${consumers.of} consumers`;
  return markup`<p>${share} for ${lasting(bakedMs)}, ${who}</p>${
    rows.length > 0 &&
    markup`<table><thead><tr><th scope="col">Gate</th><th scope="col">Says</th><th scope="col">Why</th></tr></thead><tbody>${rows}</tbody></table>`
  }`;
}

function peopleCard({ approvals, checklist, window, contacts, atMs }: ReleaseView): Markup {
  const missing = approvals.missing.map(
    ({ role, missing: count }) =>
      markup`<li><span aria-hidden="true">○</span><span class="amber-ink">${count} more for ${role}</span></li>`,
  );
  const given = approvals.given.map(
    ({ role, by, atMs: saidMs }) =>
      markup`<li><span aria-hidden="true">✓</span><span>${by} for ${role} <span class="dimmer">${timeOf(saidMs, atMs)}</span></span></li>`,
  );
  const items = checklist.map(
    ({ text, state, because }) =>
      markup`<li><span aria-hidden="true">${state === "yes" ? "✓" : state === "no" ? "✗" : "○"}</span><span${state === "no" && markup` class="red-ink"`}>${text} <span class="sr">${state}</span>${because !== undefined && markup` <span class="dimmer">${because}</span>`}</span></li>`,
  );
  return markup`<section class="card"><h2>People</h2><div class="body">
<h3>Approvals</h3><ul class="list">${missing}${given}${missing.length + given.length === 0 && markup`<li><span></span><span class="dim">None is needed.</span></li>`}</ul>
<h3>Window</h3><p>${window.open ? "open" : markup`<span class="amber-ink">closed: ${window.why ?? ""}</span>${window.opensAtMs !== undefined && markup`, opens ${timeOf(window.opensAtMs, atMs)}`}`}</p>
${items.length > 0 && markup`<h3>Checklist</h3><ul class="list">${items}</ul>`}
${contacts.length > 0 && markup`<h3>Whom to call</h3><ul>${contacts.map((each) => markup`<li>${each}</li>`)}</ul>`}
</div></section>`;
}

function wayBackCard({ wayBack, planHash, seq }: ReleaseView): Markup {
  return markup`<section class="card"><h2>Ways back</h2><div class="body"><dl class="facts">
<dt>Abort</dt><dd>${withCode(wayBack.abort)}</dd><dt>Roll back</dt><dd>${withCode(wayBack.rollback)}</dd><dt>From here</dt><dd>${wayBack.now}</dd><dt>Plan</dt><dd><code>${planHash}</code></dd><dt>Journal</dt><dd>${seq} entries</dd></dl></div></section>`;
}
