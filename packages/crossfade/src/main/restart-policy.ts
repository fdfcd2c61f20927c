/** A process that ends more often than this within this time is not started once more. */
export const restartLimits = { maxEnds: 10, windowMs: 60_000, longestWaitMs: 5_000 } as const;

const firstWaitMs = 100;

/**
 * How long to wait before a process that has ended is started again; undefined: not any more. The first time at once: its
 * users are waiting. `endedAtMs`: when it ended, this time included, in order.
 */
export function restartWaitMs(endedAtMs: readonly number[], nowMs: number): number | undefined {
  const recent = endedAtMs.filter((atMs) => nowMs - atMs < restartLimits.windowMs).length;
  if (recent > restartLimits.maxEnds) return undefined;
  return recent <= 1 ? 0 : Math.min(firstWaitMs * 2 ** (recent - 2), restartLimits.longestWaitMs);
}
