import type { FlagComplaint, FlagList } from "../../wire/flag-views.ts";
import { forTerminal } from "../escape.ts";
import { Moments } from "../release/moments.ts";
import type { PageFrame } from "../release/release-page.ts";
import { columns, counted, lines } from "../traffic/columns.ts";

/** The answer first: who gets what. Then what is wrong, and who has heard of it. */
export function flagListPage(list: FlagList, { nowMs, zone }: PageFrame): string {
  const moments = new Moments(nowMs, zone);
  const { flags, file, revision, sinceMs, trouble, clients } = list;
  const rows = flags.map(({ key, audience, owner = "", type = "", expires }) => [
    key,
    audience,
    owner,
    type,
    expires === undefined ? "" : `until ${expires}`,
  ]);
  const heard =
    clients.connected === 0
      ? "No client is connected."
      : `${counted(clients.confirmed)} of ${counted(clients.connected)} connected clients have asked again since.`;
  return lines(
    flags.length === 0 ? forTerminal(`${file} has no flags.`) : columns(rows),
    "",
    forTerminal(`Revision ${revision} of ${file}, since ${moments.of(sinceMs)}. ${heard}`),
    ...(trouble === undefined
      ? []
      : [
          "",
          forTerminal(
            `${file} cannot be used since ${moments.of(trouble.sinceMs)}; this revision is served on:`,
          ),
          trouble.complaints.map((each) => complaintLine(file, each)),
        ]),
  );
}

function complaintLine(file: string, { line, column, message }: FlagComplaint): string {
  return forTerminal(`  ${file}:${line}:${column} ${message}`);
}
