import type { VersionName } from "@crossfade/core";
import type { NewContact, NewContacts } from "../../analysis/traffic/new-contacts.ts";
import { forTerminal } from "../escape.ts";
import { lines } from "./columns.ts";

/** Shown before it is done: which pairs a change brings into contact, as far as a report knows them. */
export function contactsText(
  { pairs, unlooked }: NewContacts,
  started: readonly VersionName[],
  report: { readonly from: string; readonly to: string },
): string {
  const who = started.map(nameText).join(" and ");
  const source = `as the report ${report.from} → ${report.to} says`;
  const unknown = unlooked.map(
    (each) => `? ${nameText(each)}: the report does not know it, so its pairs were not looked at`,
  );
  const head =
    pairs.length > 0
      ? `${who} would meet, ${source}:`
      : unlooked.length > 0
        ? `${who}: the report ${report.from} → ${report.to} does not know all that would meet:`
        : `${who} would meet nothing that breaks, ${source}.`;
  return lines([head, ...pairs.flatMap(pairLines), ...unknown.map((each) => `  ${each}`)].map(forTerminal));
}

/** "web 2.0.0 → api 1.0.0", for an error. */
export function pairText({ sender, receiver }: Pick<NewContact, "sender" | "receiver">): string {
  return `${nameText(sender)} → ${nameText(receiver)}`;
}

function pairLines(pair: NewContact): readonly string[] {
  const mark = pair.verdict === "breaking" ? "✕" : "?";
  const verdict = pair.verdict === "breaking" ? "breaks" : "is unknown";
  const asides = [
    pair.accepted ? "accepted" : "",
    pair.asRequested === "standing" ? "since before the release" : "",
    pair.assumed === undefined ? "" : `if it is live: this router does not carry ${pair.assumed}`,
  ].filter((each) => each !== "");
  const head = `  ${mark} ${pairText(pair)} ${verdict}${asides.length > 0 ? ` (${asides.join("; ")})` : ""}`;
  return [head, ...pair.findings.map(({ id, why }) => `    ${why} (${id.slice(0, 8)})`)];
}

function nameText({ component, label }: VersionName): string {
  return `${component} ${label}`;
}

/** Nobody has said where a report is. */
export function noPlanLine(file: string): string {
  return lines(forTerminal(`No plan is known (${file} is not there), so no pair was looked at.`));
}
