import { boundAgainst, type Feature, momentText, secondsOf } from "@crossfade/flags/file";
import type { FlagLine } from "../wire/flag-views.ts";

/** A feature on one line: who gets it, and whose it is. */
export function flagLine(key: string, feature: Feature, nowMs: number): FlagLine {
  const { description, owner, type, lifecycle, expires } = feature;
  return {
    key,
    enabled: feature.enabled === true || feature.flagd !== undefined,
    audience: audienceText(feature, Math.floor(nowMs / 1_000)),
    ...(description === undefined ? {} : { description }),
    ...(owner === undefined ? {} : { owner }),
    ...(type === undefined ? {} : { type }),
    ...(lifecycle === undefined ? {} : { lifecycle }),
    ...(expires === undefined ? {} : { expires }),
  };
}

function audienceText(feature: Feature, nowS: number): string {
  const { enabled, flagd, targeting, rules = [], overrides = {}, segments = [], ring, schedule } = feature;
  if (flagd !== undefined || (enabled === true && targeting !== undefined)) return "as flagd's words say";
  if (enabled !== true) return "off for everyone";
  const against = boundAgainst(schedule, nowS);
  if (against?.bound === "not_after") return `off for everyone since ${shown(against.atS)}`;
  const users = Object.keys(overrides).length;
  const share = schedule?.ramp === undefined ? feature.rollout_percentage : undefined;
  const some = [
    ...(users === 0 ? [] : [counted(users, "user by name", "users by name")]),
    ...(rules.length === 0 ? [] : [counted(rules.length, "rule", "rules")]),
    ...segments,
    ...(ring === undefined ? [] : [`ring ${ring}`]),
  ];
  const many =
    schedule?.ramp !== undefined
      ? ["a growing share"]
      : share === undefined
        ? some.length === 0
          ? ["everyone"]
          : []
        : share === 100
          ? ["everyone"]
          : share === 0
            ? []
            : [`${share}% of users`];
  const who = [...some, ...many];
  const when = [
    ...(against === undefined ? [] : [`on from ${shown(against.atS)}`]),
    ...(schedule?.not_after === undefined ? [] : [`until ${shown(secondsOf(schedule.not_after))}`]),
  ];
  return [...(who.length === 0 ? ["nobody yet"] : who), ...when].join(", ") + guardText(feature);
}

/** "2026-09-01 08:00Z": of the server, which does not know the zone of who reads it. */
const shown = (seconds = 0) => momentText(seconds).replace("T", " ");

/** Whatever else has to hold. */
function guardText({ clients, needs }: Feature): string {
  const guards = [
    ...Object.entries(clients ?? {}).map(([client, range]) => `${client} ${range}`),
    ...Object.entries(needs?.services ?? {}).map(([service, range]) => `${service} ${range}`),
    ...Object.keys(needs?.flags ?? {}),
    ...(needs?.contracts ?? []),
  ];
  return guards.length === 0 ? "" : `; needs ${guards.join(", ")}`;
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
