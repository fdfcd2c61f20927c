import { contractKinds } from "@crossfade/contracts";
import type { VersionLabel } from "@crossfade/core";
import type { ConfigLink } from "../config/system-config.ts";
import { settingsOf } from "./pair-observations.ts";
import type { LinkReading } from "./report.ts";

export function readingOf(
  link: ConfigLink,
  narrowed: ReadonlyMap<string, readonly VersionLabel[]> = new Map(),
): LinkReading {
  const kind = contractKinds[link.contract.form];
  if (!kind) return {};
  const settings = settingsOf(kind, link);
  return {
    ...Object.fromEntries(kind.heeds.flatMap((each) => (each in settings ? [[each, settings[each]]] : []))),
    ...(narrowed.size === 0
      ? {}
      : { narrowed: [...narrowed].map(([list, versions]) => ({ list, versions })) }),
  };
}

/** "sender closed, receiver strict, replies tolerant"; "" where the kind of contract leaves nothing to assume. */
export function readingText({
  world,
  receiver,
  replyReceiver,
  appliesDefaults,
  unread,
  narrowed = [],
}: LinkReading): string {
  return [
    ...(world === undefined ? [] : [`sender ${world}`]),
    ...(receiver === undefined ? [] : [`receiver ${receiver}`]),
    ...(replyReceiver === undefined ? [] : [`replies ${replyReceiver}`]),
    ...(appliesDefaults ? ["defaults applied"] : []),
    ...(unread === undefined ? [] : [`unread ${unread}`]),
    ...narrowed.map(({ list, versions }) => `narrowed by ${list} (${versions.join(", ")})`),
  ].join(", ");
}
