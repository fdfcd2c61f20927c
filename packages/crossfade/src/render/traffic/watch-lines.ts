import { weightText } from "@crossfade/core";
import { shareText, type TrafficStatus, type VersionStatus } from "../../analysis/traffic/traffic-status.ts";
import { forTerminal } from "../escape.ts";
import { counted, lines } from "./columns.ts";

/** One line a component, for pipes and files; `at` in ms since 1970. */
export function watchLines({ components, deviations }: TrafficStatus, atMs: number): string {
  const time = new Date(atMs).toISOString().slice(0, 19);
  return lines(
    components.map(({ id, versions }) =>
      forTerminal(`${time}Z ${id} ${versions.map(versionText).join(", ")}`),
    ),
    deviations.map((each) => forTerminal(`${time}Z ✕ ${each}`)),
  );
}

function versionText({ label, actual, measured, requests, errors }: VersionStatus): string {
  const share = measured === undefined ? "no request" : `${shareText(measured)} of requests`;
  return `${label}: ${weightText(actual)} (${share}, ${counted(requests)}, ${counted(errors)} ${errors === 1 ? "error" : "errors"})`;
}
