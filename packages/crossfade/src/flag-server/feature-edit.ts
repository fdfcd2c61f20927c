import { CrossfadeError, suggestion } from "@crossfade/core";
import { type ChangedText, changeFeature, type Feature } from "@crossfade/flags/file";
import type { FlagFile } from "./flag-file.ts";

/** One feature of the file with other plain values. CF_FLAG_UNKNOWN, CF_FLAG_CHANGE_REFUSED */
export function edit(source: FlagFile, key: string, values: Parameters<typeof changeFeature>[2]) {
  return (text: string): string => editedText(source, key, changeFeature(text, key, values));
}

export function editedText(source: FlagFile, key: string, result: ChangedText): string {
  if (result.ok) return result.text;
  if (result.why === "unknown") throw unknownFeature(source, key);
  const why = `${key} is written with an alias or in flagd's own words, so that only a person can say where it belongs.`;
  throw new CrossfadeError("CF_FLAG_CHANGE_REFUSED", { file: source.name, why });
}

export function knownFeature(source: FlagFile, key: string): Feature {
  const { features } = source.state.file;
  const feature = Object.hasOwn(features, key) ? features[key] : undefined;
  if (feature === undefined) throw unknownFeature(source, key);
  return feature;
}

export function unknownFeature(source: FlagFile, key: string): CrossfadeError {
  const known = Object.keys(source.state.file.features);
  const nearest = suggestion(key, known);
  const hint = nearest === undefined ? "`crossfade flag list` shows those that there are." : nearest;
  return new CrossfadeError("CF_FLAG_UNKNOWN", { file: source.name, key, known: hint });
}
