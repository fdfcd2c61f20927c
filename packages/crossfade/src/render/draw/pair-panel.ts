import type { Finding } from "@crossfade/core";
import { shortJson } from "../counterexample.ts";
import { shortIds } from "../finding-ids.ts";
import { rolesOf, whatText } from "../pair-groups.ts";
import type { Drawing, DrawnPair, DrawnVersion } from "./drawing.ts";
import { icons } from "./icons.ts";
import { MAX_FINDINGS } from "./limits.ts";
import { type Markup, markup, type Value } from "./markup.ts";
import { reachText } from "./moments.ts";
import { inPlan, ofWayBack } from "./pair-plan.ts";
import { ageClasses, sortWords, versionLabel } from "./words.ts";

/** Columns of a counterexample before it is shortened around its place. */
const valueColumns = 260;

/** All about one pair: payload, rule, why, reach, what the plan does about it, the way back. */
export function pairPanel(pair: DrawnPair, drawing: Drawing, open: boolean): Markup {
  const { index, sort, sender, receiver } = pair;
  const word = `${sortWords[sort].charAt(0).toUpperCase()}${sortWords[sort].slice(1)}`;
  return markup`<article class="panel" id="pair-${index}" data-sort="${sort}" tabindex="-1"
 aria-labelledby="pair-${index}-title"${!open && markup` hidden`}>
<header>
<h2 id="pair-${index}-title">${versionMark(sender)} <span class="dimmer">→</span> ${versionMark(receiver)}</h2>
<span class="verdict ${sort}">${icons[sort]}${word}</span>
</header>
<div class="body">${bodyMarkup(pair, drawing)}</div>
</article>`;
}

function bodyMarkup(pair: DrawnPair, drawing: Drawing): Markup[] {
  const findings = pair.findings.filter((each) => each.outcome !== "notice");
  const [first, ...more] = findings.slice(0, MAX_FINDINGS);
  const left = findings.length - MAX_FINDINGS;
  const rows = [
    row("Reach", reachText(pair, drawing)),
    row("In the plan", inPlan(pair, drawing)),
    row("Way back", ofWayBack(pair, drawing)),
    row("Link", linkText(pair, drawing)),
    ...waiverRows(pair, drawing),
  ];
  return [
    first ? findingMarkup(first, pair, drawing) : markup`<p>${plainText(pair)}</p>`,
    markup`<dl>${rows}</dl>`,
    ...more.map((each) => findingMarkup(each, pair, drawing)),
    ...(left > 0
      ? [
          markup`<p class="dim">and ${left} more findings: <code>crossfade check --json</code> has them all</p>`,
        ]
      : []),
  ];
}

function versionMark(version: DrawnVersion): Markup {
  return markup`<span class="v ${ageClasses[version.age]}">${nameOf(version)}</span>`;
}

function nameOf(version: DrawnVersion): string {
  return `${version.component} ${versionLabel(version)}`;
}

function row(name: string, value: Value): Markup {
  return markup`<dt>${name}</dt><dd>${value}</dd>`;
}

function findingMarkup(finding: Finding, pair: DrawnPair, { report }: Drawing): Markup {
  const { ruleId, place, counterexample, decides, fixes } = finding;
  const title = Object.hasOwn(report.rules, ruleId) ? report.rules[ruleId] : undefined;
  const where = `${place.document}${place.pointer === "" ? "" : `#${place.pointer}`}`;
  const rows = [
    row("Why", finding.why),
    row("Rule", [markup`<code>${ruleId}</code> `, title]),
    row(
      "Where",
      markup`<code>${where}</code> of ${nameOf(place.side === "sender" ? pair.sender : pair.receiver)}`,
    ),
    ...(decides === undefined ? [] : [row("Decides it", decides)]),
    ...(fixes.length === 0
      ? []
      : [row("Ways out", markup`<ul>${fixes.slice(0, 3).map((each) => markup`<li>${each}</li>`)}</ul>`)]),
    row("More", markup`<code>crossfade explain ${shortIds(report)(finding.id)}</code>`),
  ];
  return markup`<section class="finding">
<p><code>${whatText(finding)}</code>: ${saysText(finding, pair)}</p>
${counterexample && valueMarkup(counterexample)}
<dl>${rows}</dl>
</section>`;
}

function saysText(finding: Finding, { sender, receiver }: DrawnPair): string {
  const { sends, takes } = rolesOf(finding, nameOf(sender), nameOf(receiver));
  return finding.outcome === "breaking"
    ? `${sends} may send this; ${takes} cannot take it:`
    : `whether ${takes} takes what ${sends} sends is not decided`;
}

function valueMarkup({ value, at }: NonNullable<Finding["counterexample"]>): Markup {
  const pieces = shortJson(value, at, valueColumns).map(({ text, role }) =>
    role === "breaks" ? markup`<mark>${text}</mark>` : markup`${text}`,
  );
  return markup`<pre>${pieces}</pre>`;
}

function plainText({ sort, sender, receiver, accepted }: DrawnPair): string {
  const [sends, takes] = [nameOf(sender), nameOf(receiver)];
  switch (sort) {
    case "silent":
      return `${sends} does not use this link: its revision says so.`;
    case "fits":
      return `Fits: no call or value was found that ${sends} may send and ${takes} cannot take, nor an answer the other way.`;
    case "breaks":
      return accepted ? "Breaks, and that was accepted." : "Breaks.";
    case "unknown":
      return "Unknown: this pair was never compared, or no contract says what is sent.";
  }
}

function linkText({ link }: DrawnPair, { report }: Drawing): Value {
  const found = report.links.find((each) => each.id === link);
  if (!found) return link;
  const parts = [found.medium, found.form, found.summary].filter((each) => each !== undefined && each !== "");
  return markup`${link} <span class="dim">${parts.join(", ")}</span>`;
}

function waiverRows({ link, sender, receiver }: DrawnPair, { report }: Drawing): Markup[] {
  const waived = report.waived.find(
    (each) =>
      each.link === link && each.sender.version === sender.label && each.receiver.version === receiver.label,
  );
  const waivers = waived?.waivers ?? [];
  return waivers
    .slice(0, 3)
    .map(({ by, expires, reason }) => row("Waived", `by ${by}, until ${expires}: ${reason}`));
}
