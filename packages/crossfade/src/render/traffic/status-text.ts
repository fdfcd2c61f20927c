import { weightText } from "@crossfade/core";
import { shareText, type TrafficStatus, type VersionStatus } from "../../analysis/traffic/traffic-status.ts";
import { forTerminal } from "../escape.ts";
import { columns, counted, lines } from "./columns.ts";
import { readyText } from "./versions-text.ts";

/** The answer first: is it as desired? Then the three things side by side. */
export function statusText(status: TrafficStatus): string {
  const { router, generation, deviations, notes, components, measuredS } = status;
  const answer = deviations.length === 0 ? "as desired" : `${deviations.length} not as desired`;
  const head = `router ${router}, generation ${generation}: ${answer}`;
  const over = measuredS === undefined ? "measured" : `measured in ${measuredS} s`;
  const rows = components.flatMap(({ id, versions, pinnedUsers }) => [
    [id, "desired", "actual", over, "requests", "errors", "", pinText(pinnedUsers)],
    ...versions.map(versionRow),
  ]);
  return lines(
    forTerminal(head),
    deviations.map((each) => forTerminal(`✕ ${each}`)),
    "",
    columns(rows),
    notes.length === 0 ? [] : ["", ...notes.map((each) => forTerminal(`– ${each}`))],
  );
}

function versionRow(version: VersionStatus): readonly string[] {
  const { label, desired, actual, measured, requests, errors, stage, instances } = version;
  return [
    `  ${label}`,
    desired === undefined ? "–" : weightText(desired),
    weightText(actual),
    measured === undefined ? "–" : shareText(measured),
    requests === undefined ? "–" : counted(requests),
    errors === undefined ? "–" : counted(errors),
    stage,
    readyText(instances),
  ];
}

function pinText(users: number): string {
  return users === 0 ? "" : `${counted(users)} pinned ${users === 1 ? "user" : "users"}`;
}
