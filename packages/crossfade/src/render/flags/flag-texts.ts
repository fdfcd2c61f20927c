import type {
  FlagChanged,
  FlagExplanation,
  FlagHistory,
  FlagRevision,
  FlagView,
} from "../../wire/flag-views.ts";
import { forTerminal } from "../escape.ts";
import { stableJson } from "../json.ts";
import { Moments } from "../release/moments.ts";
import type { PageFrame } from "../release/release-page.ts";
import { columns, lines } from "../traffic/columns.ts";
import { clientsText } from "./flag-clients-text.ts";

export function flagText({ flag, feature, revision, clients }: FlagView): string {
  const { key, audience, description } = flag;
  return lines(
    forTerminal(`${key}: ${audience}`),
    ...(description === undefined ? [] : [forTerminal(description)]),
    "",
    stableJson(feature as object)
      .trimEnd()
      .split("\n")
      .map(forTerminal),
    "",
    clientsText(revision, clients),
  );
}

/** The value, then the steps that led to it; the arrow is at the one that decided. */
export function explanationText(explanation: FlagExplanation): string {
  const { key, environment, value, variant, steps, live } = explanation;
  const served = variant === undefined ? "what the code says" : `${JSON.stringify(value)} (${variant})`;
  const rows = steps.map(({ part, says, decides }) => [decides ? "→" : " ", part, says]);
  const known = Object.entries(live).map(([component, label]) => `${component} ${label}`);
  return lines(
    forTerminal(`${key} in ${environment}: ${served}`),
    "",
    columns(rows),
    ...(known.length === 0 ? [] : ["", forTerminal(`Lowest live versions: ${known.join(", ")}.`)]),
  );
}

export function flagHistoryText({ revisions, clients }: FlagHistory, { nowMs, zone }: PageFrame): string {
  const moments = new Moments(nowMs, zone);
  return lines(
    ...revisions.flatMap((each, at) => [
      ...(at === 0 ? [] : [""]),
      forTerminal(headline(each, moments)),
      ...each.diff.map((line) => forTerminal(`  ${line}`)),
    ]),
    ...revisions.slice(0, 1).flatMap(({ revision }) => ["", clientsText(revision, clients)]),
  );
}

export type ChangeDone = "In effect" | "Scheduled";

export function flagChangedText({ change, revision }: FlagChanged, done: ChangeDone): string {
  if (change === undefined) return lines(`Nothing to change: revision ${revision} says so already.`);
  return lines(
    change.diff.map((line) => forTerminal(line)),
    "",
    `${done}, as revision ${revision}. Take it back: crossfade flag revert ${revision - 1}`,
  );
}

function headline({ revision, atMs, by, why }: FlagRevision, moments: Moments): string {
  return `${revision}  ${moments.of(atMs)}  ${by}${why === "" ? "" : `: ${why}`}`;
}
