import type { Scalar } from "./feature-file.ts";
import { byHand, type ChangedText, featureIn, insertedBehind, pairOf, replaced } from "./mapping-text.ts";

/**
 * The text of a file of features in which one feature has other plain values. All else stays as it was, to the letter:
 * comments, order, quotes. Whether the result is right is for `parseFeatures` to say.
 */
export function changeFeature(
  text: string,
  key: string,
  values: Readonly<Record<string, Scalar>>,
): ChangedText {
  let changed = text;
  for (const [name, value] of Object.entries(values)) {
    const next = withValue(changed, key, name, value);
    if (!next.ok) return next;
    changed = next.text;
  }
  return { ok: true, text: changed };
}

function withValue(text: string, key: string, name: string, value: Scalar): ChangedText {
  const feature = featureIn(text, key);
  if ("ok" in feature) return feature;
  const old = pairOf(feature, name);
  if (old !== undefined) return replaced(text, old, value);
  // Every feature of our words has it.
  const enabled = pairOf(feature, "enabled");
  return enabled === undefined ? byHand : insertedBehind(text, feature, enabled, name, value);
}
