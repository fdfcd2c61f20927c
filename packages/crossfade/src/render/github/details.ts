import type { Finding } from "@crossfade/core";
import type { Report } from "../../analysis/report.ts";
import { prettyJson } from "../counterexample.ts";
import { codeBlock, codeSpan, forHtml, forMarkdown, shortened } from "../escape.ts";
import { shortIds } from "../finding-ids.ts";
import { endText, groupPairs, headsOf, type PairGroup, rolesOf, whatText } from "../pair-groups.ts";
import { plural } from "../words.ts";

const shown = 20;
const maxSample = 1500;
const maxText = 300;

/** One `<details>` per finding; its summary is HTML, its body Markdown. */
export function findingDetails(report: Report): string[] {
  const groups = groupPairs(report.atOnce, report);
  const shortId = shortIds(report);
  const all = groups.flatMap((group) => group.findings.map((finding) => ({ finding, group })));
  const told = all.slice(0, shown).map(({ finding, group }) => details(finding, group, shortId(finding.id)));
  const hidden = all.length - shown;
  return hidden > 0 ? [...told, `${plural(hidden, "more finding")}: \`crossfade check\`.`] : told;
}

function details(finding: Finding, group: PairGroup, shortId: string): string {
  const [head] = headsOf(group);
  const [pair] = group.pairs;
  const ends = head ? `${endText(head.sender)} → ${endText(head.receiver)}` : "";
  const { sends, takes } = rolesOf(finding, pair.sender.component, pair.receiver.component);
  const sign = finding.outcome === "breaking" ? "✕" : "?";
  const why =
    finding.outcome === "breaking"
      ? `${forMarkdown(takes)} rejects: ${forMarkdown(short(finding.why))}`
      : `Why: ${forMarkdown(short(finding.why))}`;
  const { document, pointer } = finding.place;
  return [
    `<details><summary>${sign} ${forHtml(short(ends))}, <code>${forHtml(short(whatText(finding)))}</code></summary>`,
    ...sample(finding, sends),
    [
      sentence(why),
      ...(finding.decides === undefined ? [] : [sentence(`Decides: ${forMarkdown(short(finding.decides))}`)]),
      sentence(`In the plan: ${forMarkdown(short(pair.so))}`),
      `Place: ${codeSpan(short(pointer === "" ? document : `${document}#${pointer}`))}.`,
      `More: ${codeSpan(`crossfade explain ${shortId}`)}.`,
    ].join(" "),
    "</details>",
  ].join("\n\n");
}

function sample({ counterexample }: Finding, sends: string): string[] {
  if (!counterexample) return [];
  const text = prettyJson(counterexample.value).join("\n");
  const at = counterexample.at === "" ? "" : `, rejected at ${codeSpan(short(counterexample.at))}`;
  return [`${forMarkdown(sends)} may send${at}:`, codeBlock(shortened(text, maxSample), "json")];
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function short(text: string): string {
  return shortened(text, maxText);
}
