import type { Grant } from "@crossfade/core";
import type { TokenMade, TokenView } from "../../wire/views.ts";
import { forTerminal } from "../escape.ts";
import { columns, lines } from "../traffic/columns.ts";
import { Moments } from "./moments.ts";
import type { PageFrame } from "./release-page.ts";

/** Shown once: whoever holds it acts in that person's name. */
export function tokenMadeText({ token, known }: TokenMade, frame: PageFrame): string {
  return lines(
    holderText(known, frame),
    "",
    forTerminal(token),
    "",
    "It is shown this once. It goes into CROSSFADE_TOKEN, or into a file that is its owner's alone (--token-file).",
    forTerminal(`Take it back: crossfade token revoke ${known.id}`),
  );
}

export function tokenWrittenText({ known }: TokenMade, file: string, frame: PageFrame): string {
  return lines(
    holderText(known, frame),
    forTerminal(`It is in ${file}, which only you can read: use it with --token-file.`),
    forTerminal(`Take it back: crossfade token revoke ${known.id}`),
  );
}

function holderText({ person, grants, expiresMs }: TokenView, { nowMs, zone }: PageFrame): string {
  const until = expiresMs === undefined ? "" : ` until ${new Moments(nowMs, zone).of(expiresMs)}`;
  return forTerminal(`${person}${until}: ${grants.map(grantText).join("; ")}`);
}

/** The newest first; one that counts no more says since when. */
export function tokenListText(tokens: readonly TokenView[], { nowMs, zone }: PageFrame): string {
  const moments = new Moments(nowMs, zone);
  const state = ({ expiresMs, revokedMs }: TokenView) => {
    if (revokedMs !== undefined) return `revoked ${moments.of(revokedMs)}`;
    if (expiresMs === undefined) return "counts";
    return expiresMs <= nowMs ? `expired ${moments.of(expiresMs)}` : `counts until ${moments.of(expiresMs)}`;
  };
  return lines(
    columns(
      tokens.map((token) => [token.id, token.person, state(token), token.grants.map(grantText).join("; ")]),
    ),
  );
}

/** "approver (engineering) in production". */
function grantText({ role, environments, components, approves }: Grant): string {
  const voice = approves === undefined ? "" : ` (${approves.join(", ")})`;
  const parts = components === undefined ? "" : ` of ${components.join(", ")}`;
  const places = environments === undefined ? "" : ` in ${environments.join(", ")}`;
  return `${role}${voice}${parts}${places}`;
}
