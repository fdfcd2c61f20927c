import { xxh32 } from "./xxh32.ts";

/** Users are told apart in so many buckets: 1 bucket is 0.01 %. */
export const bucketCount = 10_000;

/**
 * Where a user stands in a release, 0 to 9,999. One salt a release, the same for all components: a user who gets the new
 * page gets the new server too, and who comes first in one release does not in the next.
 */
export function bucketOf(salt: string, userKey: string): number {
  return xxh32(`${salt}:${userKey}`) % bucketCount;
}
