import { weightText } from "@crossfade/core";
import { shareText, type TrafficStatus, type VersionStatus } from "../../analysis/traffic/traffic-status.ts";
import { forTerminal } from "../escape.ts";
import { counted, lines } from "./columns.ts";

/** One line a component, for pipes and files; `at` in ms since 1970. */
export function watchLines({ components, deviations, measuredS }: TrafficStatus, atMs: number): string {
  const time = new Date(atMs).toISOString().slice(0, 19);
  return lines(
    components.map(({ id, versions }) =>
      forTerminal(
        `${time}Z ${id} ${versions.map((each) => versionText(each, measuredS !== undefined)).join(", ")}`,
      ),
    ),
    deviations.map((each) => forTerminal(`${time}Z ✕ ${each}`)),
  );
}

function versionText(
  { label, actual, measured, requests = 0, errors = 0 }: VersionStatus,
  isMeasured: boolean,
): string {
  const weight = `${label}: ${weightText(actual)}`;
  if (!isMeasured) return `${weight} (not measured)`;
  if (measured === undefined) return `${weight} (no request)`;
  return `${weight} (${shareText(measured)} of requests, ${counted(requests)}, ${counted(errors)} ${errors === 1 ? "error" : "errors"})`;
}
