import type { FlagAsker } from "../wire/flag-views.ts";
import { type AskedEntry, type AskedRecord, nobodyKnown } from "./asked-flags.ts";
import { type ComponentVersions, doubtsOf, readOf } from "./flag-readers.ts";

interface AskedFacts {
  readonly key: string;
  readonly components: readonly ComponentVersions[];
  readonly nowMs: number;
  readonly asked: readonly AskedRecord[];
  readonly quietMs: number;
  readonly cutOff: number;
}

export interface Askers {
  readonly askers: readonly FlagAsker[];
  /** Those of them that ask more often than the cut-off lets go. */
  readonly above: readonly FlagAsker[];
  readonly blockedBy: readonly string[];
  /** For as long as it has to be quiet: whoever is not among the askers has not asked. */
  readonly isCounted: boolean;
  /** When it could be quiet, if nobody asked from now on. */
  readonly notBeforeMs?: number;
}

const dayMs = 86_400_000;

/**
 * Who asked for a flag within the time that has to be quiet: by its key, or for all flags at once without being known not to
 * read this one. Versions of `whose`, and whoever does not say what it is; a version of another component is that one's matter.
 */
export function askersOf(facts: AskedFacts, whose: readonly ComponentVersions[]): Askers {
  const { nowMs, quietMs, cutOff, asked } = facts;
  const entries = asked.flatMap((each) => each.entries);
  const inTime = entries.filter(({ lastMs }) => lastMs > nowMs - quietMs);
  const concerned = inTime.filter((each) => mayRead(each, facts, whose));
  const askers = concerned.map(
    ({ key, who, lastMs, days }): FlagAsker => ({
      who,
      by: key === undefined ? "all" : "key",
      lastMs,
      count: countSince(days, nowMs - quietMs),
    }),
  );
  const above = askers.filter((each) => shareOf(each, inTime, nowMs - quietMs) > cutOff);
  const sinceMs = Math.max(...asked.map((each) => each.sinceMs), 0);
  const enoughMs = sinceMs + quietMs;
  const isYoung = enoughMs > nowMs;
  const lastMs = Math.max(0, ...above.map((each) => each.lastMs));
  const notBeforeMs = Math.max(isYoung ? enoughMs : 0, above.length > 0 ? lastMs + quietMs : 0);
  return {
    askers,
    above,
    blockedBy: [
      ...above.map(sentence),
      ...(isYoung ? ["questions have not been counted for long enough"] : []),
      ...(asked.length === 0 ? ["questions are not counted"] : []),
    ],
    isCounted: !isYoung && asked.length > 0,
    ...(notBeforeMs > 0 ? { notBeforeMs } : {}),
  };
}

function sentence({ who, by, count }: FlagAsker): string {
  const name = who === nobodyKnown ? "somebody who does not say its version" : who;
  return by === "key" ? `${name} asked for it (${count})` : `${name} asked for all flags (${count})`;
}

function mayRead(
  { key, who }: AskedEntry,
  { key: wanted, components }: AskedFacts,
  whose: readonly ComponentVersions[],
): boolean {
  if (key !== undefined && key !== wanted) return false;
  const at = who.indexOf("@");
  const isAsker = ({ id }: ComponentVersions) => id === who.slice(0, at);
  // What calls itself by a name that crossfade.yaml does not have may be anything.
  if (who === nobodyKnown || !components.some(isAsker)) return true;
  const component = whose.find(isAsker);
  if (component === undefined) return false;
  if (key !== undefined) return true;
  const version = component.versions.find(({ label }) => label === who.slice(at + 1));
  if (version === undefined || readOf(version, wanted) !== undefined) return true;
  return doubtsOf(version).some((each) => each.key === undefined || each.key === wanted);
}

/** Percent of all questions of the asker's component, each kind of question for itself. Whoever says nothing is all. */
function shareOf({ who, by, count }: FlagAsker, entries: readonly AskedEntry[], sinceMs: number): number {
  if (who === nobodyKnown) return 100;
  const component = who.slice(0, who.indexOf("@") + 1);
  const whole = entries
    .filter((each) => each.who.startsWith(component) && (each.key === undefined) === (by === "all"))
    .reduce((sum, { days }) => sum + countSince(days, sinceMs), 0);
  return whole === 0 ? 100 : (count / whole) * 100;
}

/** Whole days: rather too many questions than too few. */
function countSince(days: AskedEntry["days"], sinceMs: number): number {
  const first = Math.floor(sinceMs / dayMs);
  return Object.entries(days).reduce((sum, [day, count]) => (Number(day) >= first ? sum + count : sum), 0);
}
