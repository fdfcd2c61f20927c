import { decisionOf } from "./compile-feature.ts";
import { type Feature, type FeatureFile, offOf } from "./feature-file.ts";
import { plainSurrounding } from "./plain-surrounding.ts";
import { boundAgainst } from "./scheduled-moments.ts";

/**
 * Whether nobody at all gets anything but `off` now, whoever asks and whatever lives. False where that cannot be told
 * without knowing who asks.
 */
export function isOffForEveryone(file: FeatureFile, key: string, nowS: number): boolean {
  const { clients: _, needs: __, schedule, ...feature } = file.features[key] as Feature;
  if (feature.flagd !== undefined) return false;
  if (feature.enabled === true && feature.targeting !== undefined) return false;
  if (boundAgainst(schedule, nowS) !== undefined) return true;
  const ramp = schedule?.ramp;
  const asked = ramp === undefined ? feature : { ...feature, schedule: { ramp } };
  const decision = decisionOf(key, asked, plainSurrounding(file), null);
  return "everyone" in decision && decision.everyone === offOf(feature);
}
