import { type Markup, markup } from "../../render/draw/markup.ts";
import type { ComponentStatus, EnvironmentStatus, ReleaseList, VersionStatus } from "../../wire/views.ts";
import { bar, percent, timeOf } from "./page-words.ts";

export interface Overview {
  readonly environments: readonly EnvironmentStatus[];
  readonly releases: ReleaseList["releases"];
  readonly nowMs: number;
}

/** Every environment: what is there, who sees it, what is under way. */
export function overviewPage({ environments, releases, nowMs }: Overview): Markup {
  const underWay = releases.filter(({ phase }) => phase === "running" || phase === "aborting").length;
  const summary =
    underWay === 0
      ? "Nothing is under way."
      : `${underWay} ${underWay === 1 ? "release is" : "releases are"} under way.`;
  return markup`<div class="head"><h1>Deployed or released?</h1><p data-say>${summary}</p></div>
${environments.map((each) => environmentCard(each, nowMs))}
${environments.length === 0 && markup`<section class="card"><div class="body"><p>There is no environment that you may look at.</p></div></section>`}
${releasesCard(releases, nowMs)}`;
}

function environmentCard({ environment, components, routers }: EnvironmentStatus, nowMs: number): Markup {
  const silent = routers.filter(({ reachable }) => !reachable);
  const rows = components.filter(({ versions }) => versions.length > 0);
  return markup`<section class="card" aria-labelledby="env-${environment}"><h2 id="env-${environment}">${environment}</h2>
${silent.map(({ router, why }) => markup`<p class="note amber">Router ${router} does not answer: ${why ?? "nobody knows why"}</p>`)}
${
  rows.length === 0
    ? markup`<div class="body"><p class="dim">Nobody has said yet what runs here. <code>crossfade deployed COMPONENT@VERSION --environment ${environment} --serving</code></p></div>`
    : markup`<table><thead><tr><th scope="col">Component</th><th scope="col">Version</th><th scope="col">Deployed</th><th scope="col">Seen by</th></tr></thead><tbody>${rows.map((row) => componentRows(row, nowMs))}</tbody></table>`
}</section>`;
}

function componentRows({ component, versions }: ComponentStatus, nowMs: number): Markup {
  const rows = versions.map(
    (version, index) =>
      markup`<tr>${index === 0 && markup`<th scope="rowgroup" rowspan="${versions.length}">${component}</th>`}<td><code>${version.label}</code></td><td>${deployedText(version, nowMs)}</td><td>${seenByText(version, nowMs)}</td></tr>`,
  );
  return markup`${rows}`;
}

function deployedText({ deployedMs, phase }: VersionStatus, nowMs: number): Markup {
  const when = deployedMs === undefined ? markup`nobody reported it` : timeOf(deployedMs, nowMs);
  return markup`${when}${phase !== "released" && markup` <span class="chip">${phase}</span>`}`;
}

function seenByText({ seenBy }: VersionStatus, nowMs: number): Markup {
  switch (seenBy.kind) {
    case "share": {
      const { share, pinned, router, readBackMs } = seenBy;
      const pins = pinned > 0 && ` and ${pinned} pinned`;
      return markup`${percent(share)} of users${pins} <span class="dimmer">${router}, read back ${timeOf(readBackMs, nowMs)}</span>${bar(share)}`;
    }
    case "unknown":
      return markup`<span class="amber-ink">unknown</span> <span class="dim">${seenBy.why}</span>`;
    case "everybody":
      return markup`everybody`;
    case "nobody":
      return markup`<span class="dim">nobody</span>${seenBy.readBackMs !== undefined && markup` <span class="dimmer">${seenBy.router}, read back ${timeOf(seenBy.readBackMs, nowMs)}</span>`}`;
  }
}

function releasesCard(releases: ReleaseList["releases"], nowMs: number): Markup {
  const rows = releases.map(
    ({ id, environment, phase, createdMs, moves }) =>
      markup`<tr><th scope="row"><a href="/releases/${encodeURIComponent(id)}">${id}</a></th><td>${environment}</td><td>${phaseChip(phase)}</td><td>${moves.join(", ")}</td><td>${timeOf(createdMs, nowMs)}</td></tr>`,
  );
  if (rows.length === 0)
    return markup`<section class="card"><h2>Releases</h2><div class="body"><p class="dim">None yet. <code>crossfade release create</code> plans one.</p></div></section>`;
  return markup`<section class="card"><h2>Releases</h2><table><thead><tr><th scope="col">Release</th><th scope="col">Environment</th><th scope="col">Phase</th><th scope="col">Moves</th><th scope="col">Made</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

export function phaseChip(phase: ReleaseList["releases"][number]["phase"]): Markup {
  const tone = { draft: "", running: " new", aborting: " red", aborted: "", completed: "" }[phase];
  return markup`<span class="chip${tone}">${phase}</span>`;
}
