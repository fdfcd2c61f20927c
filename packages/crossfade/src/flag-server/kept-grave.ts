import { CrossfadeError } from "@crossfade/core";
import { finalValue } from "./final-value.ts";
import type { FlagFile } from "./flag-file.ts";
import { readContents } from "./flag-state.ts";

/**
 * The changed text, unless it makes a tombstone serve something else: whoever still asks for it means the flag of long ago.
 * A kill, a revert and an editor may; they know what they do. CF_FLAG_CHANGE_REFUSED
 */
export function keptGrave({ name }: FlagFile, key: string, before: string, after: string): string {
  const [was, will] = [stateIn(before, key), stateIn(after, key)];
  const isReused = was?.lifecycle === "tombstone" && will?.final !== was.final;
  if (!isReused) return after;
  const why = `${key} is a tombstone: clients of long ago still ask for it, and take ${was.final} for its final value. Give the new flag a new key.`;
  throw new CrossfadeError("CF_FLAG_CHANGE_REFUSED", { file: name, why });
}

function stateIn(text: string, key: string) {
  const read = readContents(text, "", () => 0);
  if (!read.ok) return undefined;
  const { features } = read.contents.file;
  const feature = Object.hasOwn(features, key) ? features[key] : undefined;
  return { lifecycle: feature?.lifecycle, final: JSON.stringify(finalValue(read.contents, key)?.value) };
}
