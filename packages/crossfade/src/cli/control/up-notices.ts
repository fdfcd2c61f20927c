import { isLoopback } from "../../client/server-address.ts";
import { forTerminal } from "../../render/escape.ts";
import { plural } from "../../render/words.ts";
import type { UpNotice } from "../control-ports.ts";
import { noticeLines } from "../proxy-notices.ts";

/** A notice as lines for a terminal, the last one ended. */
export function upNoticeLines(notice: UpNotice): string {
  if (notice.kind === "proxy") return noticeLines(notice.notice);
  return texts(notice)
    .map((line) => `${forTerminal(line)}\n`)
    .join("");
}

function texts(notice: Exclude<UpNotice, { readonly kind: "proxy" }>): readonly string[] {
  switch (notice.kind) {
    case "serving":
      return serving(notice);
    case "preparing":
      return ["making the database, once; this takes some seconds"];
    case "first-token":
      return [
        `The first token, of an admin, is in ${notice.path}. Only you can read it; commands here use it by themselves.`,
      ];
    case "calendar-changed":
      return [`Windows or freezes have changed: they count for ${notice.releases.join(", ")} from now on.`];
    case "trouble":
      return [`✕ ${notice.release === undefined ? "" : `${notice.release}: `}${notice.what}`];
    case "stopping":
      return [
        `stopping; what is in hand has ${notice.withinMs / 1_000} s to end. ${
          notice.traffic === "ends"
            ? "The embedded routers end, too."
            : "The embedded routers serve on as they are."
        } Releases go on with the next start.`,
      ];
    case "stopped":
      return ["stopped"];
  }
}

function serving({
  url,
  store,
  environments,
  flagd,
  releases,
}: Extract<UpNotice, { readonly kind: "serving" }>): string[] {
  const { hostname } = new URL(url);
  const open = isLoopback(hostname)
    ? []
    : ["Other machines reach it: put TLS in front, and let nobody but people with tokens come near."];
  const kept =
    store.kind === "embedded"
      ? `Releases are kept in ${store.folder}, in an embedded PostgreSQL: they survive a crash of this program, not a loss of power. For production set DATABASE_URL.`
      : `Releases are kept in ${store.name}.`;
  const going = plural(releases.length, "release goes on", "releases go on");
  return [
    `The control plane serves at ${url}`,
    ...open,
    environments.length === 0
      ? "crossfade.yaml names no environment yet: write one under `environments:`."
      : `Environments: ${environments.join(", ")}`,
    ...(flagd === undefined ? [] : [`Providers of flagd get definitions at ${flagd}`]),
    kept,
    ...(releases.length === 0 ? [] : [`${going}: ${releases.join(", ")}`]),
  ];
}
