/**
 * When each of so many streams is ended, ms from now, ascending: spread at random over `spreadMs`, so that those who come
 * back do not all come at once.
 */
export function closingTimes(count: number, spreadMs: number, random: () => number): readonly number[] {
  return Array.from({ length: count }, () => random() * spreadMs).sort((a, b) => a - b);
}

/** The part of a drain's time in which streams are ended; the rest is for clients to end their side. */
export function spreadOf(withinMs: number, politeEndMs: number): number {
  return Math.max(withinMs / 2, withinMs - politeEndMs);
}
