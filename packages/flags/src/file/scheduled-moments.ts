import { type FeatureFile, type Schedule, secondsOf } from "./feature-file.ts";

/** When answers may change although nobody changes the file: schedules and ramps. Seconds since 1970, ascending. */
export function scheduledMoments({ features }: FeatureFile): readonly number[] {
  const moments = Object.values(features).flatMap(({ enabled, schedule }) =>
    enabled === true && schedule !== undefined
      ? [schedule.not_before, schedule.not_after, ...(schedule.ramp ?? []).map(({ at }) => at)]
      : [],
  );
  const seconds = moments.flatMap((moment) => (moment === undefined ? [] : [secondsOf(moment) ?? []])).flat();
  return [...new Set(seconds)].sort((one, other) => one - other);
}

/** Which bound of its schedule holds a feature back at this moment, seconds since 1970. */
export function boundAgainst({ not_before, not_after }: Schedule = {}, nowS: number) {
  const [from, to] = [not_before, not_after].map((each) =>
    each === undefined ? undefined : secondsOf(each),
  );
  if (from !== undefined && nowS < from) return { bound: "not_before", atS: from } as const;
  if (to !== undefined && nowS >= to) return { bound: "not_after", atS: to } as const;
  return undefined;
}
