import { isMap, type YAMLMap } from "yaml";
import type { Schedule } from "./feature-file.ts";
import {
  byHand,
  type ChangedText,
  featureIn,
  insertedBehind,
  insertedFirst,
  pairOf,
  removed,
  replaced,
} from "./mapping-text.ts";
import { readYaml } from "./yaml-text.ts";

const boundNames = ["not_before", "not_after"] as const;

/** Moments as the file has them; null: there is to be none; absent: it stays. */
export type ScheduleBounds = Readonly<Partial<Record<(typeof boundNames)[number], string | null>>>;

/**
 * The text of a file of features in which the schedule of one feature has other bounds. All else stays as it was, to the
 * letter, as with `changeFeature`.
 */
export function scheduleFeature(text: string, key: string, bounds: ScheduleBounds): ChangedText {
  const feature = featureIn(text, key);
  if ("ok" in feature) return feature;
  if (isAsAsked(text, text, key, bounds)) return { ok: true, text };
  let changed = text;
  for (const name of boundNames) {
    const moment = bounds[name];
    if (moment === undefined) continue;
    const next = withBound(changed, key, name, moment);
    if (!next.ok) return next;
    changed = next.text;
  }
  // What was merged in from elsewhere is not where we looked.
  return isAsAsked(text, changed, key, bounds) ? { ok: true, text: changed } : byHand;
}

function withBound(text: string, key: string, name: string, moment: string | null): ChangedText {
  const feature = featureIn(text, key);
  if ("ok" in feature) return feature;
  const schedule = pairOf(feature, "schedule");
  if (schedule === undefined) {
    const enabled = pairOf(feature, "enabled");
    if (moment === null) return { ok: true, text };
    const value = { name, value: moment };
    return enabled === undefined ? byHand : insertedBehind(text, feature, enabled, "schedule", value);
  }
  if (!isMap(schedule.value) || schedule.value.anchor !== undefined) return byHand;
  const old = pairOf(schedule.value, name);
  if (moment === null) {
    if (old === undefined) return { ok: true, text };
    const isLast = schedule.value.items.length === 1;
    return isLast ? removed(text, feature, schedule) : removed(text, schedule.value, old);
  }
  if (old !== undefined) return replaced(text, old, moment);
  const other = otherBound(schedule.value, name);
  return other === undefined
    ? insertedFirst(text, schedule, name, moment)
    : insertedBehind(text, schedule.value, other, name, moment);
}

function otherBound(schedule: YAMLMap, name: string) {
  const other = boundNames.find((each) => each !== name && pairOf(schedule, each) !== undefined);
  return other === undefined ? undefined : pairOf(schedule, other);
}

function scheduleIn(text: string, key: string): Record<string, unknown> | undefined {
  const read = readYaml(text, "");
  if (!("value" in read)) return undefined;
  const { features } = read.value as { features: Record<string, { schedule?: Schedule } | undefined> };
  return { ...features[key]?.schedule };
}

/** All of the schedule is as it was, but for these bounds. */
function isAsAsked(before: string, after: string, key: string, bounds: ScheduleBounds): boolean {
  const [was, is] = [scheduleIn(before, key), scheduleIn(after, key)];
  const wanted = Object.entries({ ...was, ...bounds }).filter(([, value]) => value !== null);
  return is !== undefined && sorted(Object.entries(is)) === sorted(wanted);
}

const sorted = (entries: readonly (readonly [string, unknown])[]) =>
  JSON.stringify(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
