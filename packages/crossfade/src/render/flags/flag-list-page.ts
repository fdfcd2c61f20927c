import type { FlagComplaint, FlagList } from "../../wire/flag-views.ts";
import { forTerminal } from "../escape.ts";
import { Moments } from "../release/moments.ts";
import type { PageFrame } from "../release/release-page.ts";
import { columns, lines } from "../traffic/columns.ts";
import { clientsText } from "./flag-clients-text.ts";

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
  return lines(
    flags.length === 0 ? forTerminal(`${file} has no flags.`) : columns(rows),
    "",
    forTerminal(
      `Revision ${revision} of ${file}, since ${moments.of(sinceMs)}. ${clientsText(revision, clients)}`,
    ),
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

/** Why each should go, whose it is, and what leads out of it. */
export function staleFlagsPage({ flags, file }: FlagList): string {
  if (flags.length === 0) return lines(forTerminal(`No flag of ${file} is stale.`));
  const rows = flags.map(({ key, owner = "nobody's", stale = [] }) => [key, owner, stale.join("; ")]);
  return lines(columns(rows), "", "The way out of one: crossfade flag retire KEY");
}

function complaintLine(file: string, { line, column, message }: FlagComplaint): string {
  return forTerminal(`  ${file}:${line}:${column} ${message}`);
}
