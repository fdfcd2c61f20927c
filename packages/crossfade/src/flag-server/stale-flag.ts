import type { Feature } from "@crossfade/flags/file";
import { finalSinceMs, finalValue } from "./final-value.ts";
import { readOf } from "./flag-readers.ts";
import type { ServedFlags } from "./served-flags.ts";

const dayMs = 86_400_000;

const staleLimits = {
  /** Days in which nobody asked. */
  unaskedDays: 30,
  /** Days for which everyone got the same. */
  fixedDays: 30,
} as const;

/** Days that a flag should live, by what it is for. */
const lifetimes: Readonly<Record<string, number>> = { release: 40, experiment: 40, ops: 7 };

/** Why a flag should go by now. A tombstone is on its way out; kill switches and permissions are there for long. */
export function stalenessOf(
  key: string,
  feature: Feature,
  all: readonly [ServedFlags, ...ServedFlags[]],
  nowMs: number,
): readonly string[] {
  if (feature.lifecycle === "tombstone") return [];
  return [...expired(feature, nowMs), ...unasked(key, all, nowMs), ...fixed(key, feature, all[0], nowMs)];
}

function expired({ expires, created, type }: Feature, nowMs: number): readonly string[] {
  const lifetime = lifetimes[type ?? ""];
  if (expires !== undefined) return Date.parse(expires) + dayMs <= nowMs ? [`expired on ${expires}`] : [];
  if (created === undefined || lifetime === undefined) return [];
  const days = Math.floor((nowMs - Date.parse(created)) / dayMs);
  return days > lifetime ? [`${days} days old, and ${type} flags should live ${lifetime}`] : [];
}

/** Neither by its key nor, with all flags at once, by a version that reads it or of which that is not known. */
function unasked(key: string, all: readonly ServedFlags[], nowMs: number): readonly string[] {
  const fromMs = nowMs - staleLimits.unaskedDays * dayMs;
  const isCounted = all.every(({ asked }) => asked.sinceMs <= fromMs);
  const isAsked = all.some(({ asked, reads }) =>
    asked.record.entries.some((entry) => {
      if (entry.lastMs <= fromMs || (entry.key !== undefined && entry.key !== key)) return false;
      if (entry.key === key) return true;
      const at = entry.who.indexOf("@");
      const version = reads?.of(entry.who.slice(0, at), entry.who.slice(at + 1));
      return version === undefined || version.reads === undefined || readOf(version, key) !== undefined;
    }),
  );
  return isCounted && !isAsked ? [`nobody asked for it in ${staleLimits.unaskedDays} days`] : [];
}

function fixed(key: string, { type }: Feature, { source }: ServedFlags, nowMs: number): readonly string[] {
  if (type === "kill-switch" || type === "permission" || type === "ops") return [];
  const final = finalValue(source.state, key);
  const sinceMs = final && finalSinceMs(source.history, key, final);
  if (final === undefined || sinceMs === undefined) return [];
  const days = Math.floor((nowMs - sinceMs) / dayMs);
  return days >= staleLimits.fixedDays
    ? [`everyone has got ${JSON.stringify(final.value)} for ${days} days`]
    : [];
}
