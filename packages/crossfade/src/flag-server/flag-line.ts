import type { Feature } from "@crossfade/flags/file";
import type { FlagLine } from "../wire/flag-views.ts";

/** A feature on one line: who gets it, and whose it is. */
export function flagLine(key: string, feature: Feature): FlagLine {
  const { description, owner, type, lifecycle, expires } = feature;
  return {
    key,
    enabled: feature.enabled === true || feature.flagd !== undefined,
    audience: audienceText(feature),
    ...(description === undefined ? {} : { description }),
    ...(owner === undefined ? {} : { owner }),
    ...(type === undefined ? {} : { type }),
    ...(lifecycle === undefined ? {} : { lifecycle }),
    ...(expires === undefined ? {} : { expires }),
  };
}

function audienceText(feature: Feature): string {
  const { enabled, flagd, targeting, rules = [], overrides = {}, segments = [], ring, schedule } = feature;
  if (flagd !== undefined || (enabled === true && targeting !== undefined)) return "as flagd's words say";
  if (enabled !== true) return "off for everyone";
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
  return (who.length === 0 ? "nobody yet" : who.join(", ")) + guardText(feature);
}

/** Whatever else has to hold. */
function guardText({ clients, needs, schedule }: Feature): string {
  const guards = [
    ...Object.entries(clients ?? {}).map(([client, range]) => `${client} ${range}`),
    ...Object.entries(needs?.services ?? {}).map(([service, range]) => `${service} ${range}`),
    ...Object.keys(needs?.flags ?? {}),
    ...(needs?.contracts ?? []),
    ...(schedule?.not_before === undefined ? [] : [`from ${schedule.not_before}`]),
    ...(schedule?.not_after === undefined ? [] : [`until ${schedule.not_after}`]),
  ];
  return guards.length === 0 ? "" : `; needs ${guards.join(", ")}`;
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
