import type { Linger } from "@crossfade/core";

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const longestMs = 3650 * unitMs.d;

export const durationPattern = "^[0-9]{1,9}(s|m|h|d|w)$";
export const durationExpected = "a duration such as 4d, 24h, 30m or 90s, at most 3650d";

/** "4d" -> 345600000. Undefined for anything that is no duration or longer than ten years. */
export function durationMs(text: string): number | undefined {
  const match = /^(\d{1,9})([smhdw])$/.exec(text);
  if (match === null) return undefined;
  const ms = Number(match[1]) * unitMs[match[2] as keyof typeof unitMs];
  return ms <= longestMs ? ms : undefined;
}

/** "for-ever" or a duration. */
export function linger(text: string): Linger | undefined {
  if (text === "for-ever") return { kind: "for-ever" };
  const ms = durationMs(text);
  if (ms === undefined) return undefined;
  return ms === 0 ? { kind: "none" } : { kind: "for", ms };
}
