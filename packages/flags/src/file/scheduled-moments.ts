import { type FeatureFile, secondsOf } from "./feature-file.ts";

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
