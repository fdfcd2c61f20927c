import { type InstanceReading, weightText } from "@crossfade/core";
import { type ComponentStatus, readyOf, type VersionStatus } from "../../analysis/traffic/traffic-status.ts";
import { forTerminal } from "../escape.ts";
import { columns, counted, lines } from "./columns.ts";

/** Stage, weight, instances with their health, and what they have in hand. */
export function versionsText(components: readonly ComponentStatus[]): string {
  return components
    .map(({ id, versions, pinnedUsers }) => {
      const rows = columns(
        versions.flatMap((each) => [versionRow(each), ...each.instances.map(instanceRow)]),
        "  ",
      );
      const pins =
        pinnedUsers === 0 ? [] : [`  ${counted(pinnedUsers)} pinned ${pinnedUsers === 1 ? "user" : "users"}`];
      return lines(forTerminal(id), versions.length === 0 ? "  no version" : rows, pins);
    })
    .join("\n");
}

function versionRow({ label, actual, stage, instances, inHand, streams }: VersionStatus): readonly string[] {
  return [label, weightText(actual), stage, readyText(instances), handText(inHand, streams)];
}

function instanceRow({
  url,
  health,
  out,
  whyUnready,
  requests,
  streams,
}: InstanceReading): readonly string[] {
  const why = whyUnready === undefined ? "" : ` (${whyUnready})`;
  return [`  ${url}`, "", out ? "out" : "in", `${health}${why}`, handText(requests, streams)];
}

export function readyText(instances: readonly InstanceReading[]): string {
  return `${readyOf(instances)} of ${instances.length} ready`;
}

/** "3 requests, 1 stream"; nothing where nothing is open. */
export function handText(requests: number, streams: number): string {
  const parts = [
    requests === 0 ? "" : `${counted(requests)} ${requests === 1 ? "request" : "requests"}`,
    streams === 0 ? "" : `${counted(streams)} ${streams === 1 ? "stream" : "streams"}`,
  ].filter((each) => each !== "");
  return parts.length === 0 ? "nothing in hand" : `${parts.join(", ")} in hand`;
}
