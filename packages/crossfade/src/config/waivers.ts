import type { Draft } from "./draft.ts";
import type { Position } from "./position.ts";
import type { Waiver } from "./system-config.ts";
import type { Path } from "./yaml-text.ts";

const oneDayMs = 86_400_000;

/** The first moment (UTC) of a day that exists; undefined for 2026-02-30. */
export function dayMs(day: string): number | undefined {
  const ms = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(ms)) return undefined;
  return new Date(ms).toISOString().startsWith(day) ? ms : undefined;
}

/** A waiver holds until its last day has ended in UTC. */
export function waiversOf(
  draft: Draft,
  nowMs: number,
  place: (path: Path, of: "value") => Position,
): Waiver[] {
  return draft.waivers.map(([index, raw]) => ({
    ...raw,
    expired: nowMs >= (dayMs(raw.expires) ?? Number.NEGATIVE_INFINITY) + oneDayMs,
    at: place(["waivers", index], "value"),
  }));
}
