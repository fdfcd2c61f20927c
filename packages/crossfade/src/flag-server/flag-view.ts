import type { FeatureFile } from "@crossfade/flags/file";
import type { PublishedFlagReads } from "../wire/flag-reads.ts";

/**
 * The keys that a client's version is told when it asks for all: those that it reads, and tombstones. Undefined: all. Only a
 * version that says itself what it reads, in a list or by a folder without a doubt, is told less than all: a flag that is
 * left out by mistake would be the code's default.
 */
export function viewOf(
  reads: PublishedFlagReads | undefined,
  { features }: Pick<FeatureFile, "features">,
): ReadonlySet<string> | undefined {
  if (reads === undefined || reads.toldBy === "scan") return undefined;
  if (reads.toldBy === "folder" && reads.uncertain.length > 0) return undefined;
  const doubtful = reads.uncertain.flatMap(({ key }) => key ?? []);
  const tombstones = Object.entries(features).flatMap(([key, { lifecycle }]) =>
    lifecycle === "tombstone" ? [key] : [],
  );
  return new Set([...Object.keys(reads.reads), ...doubtful, ...tombstones]);
}
