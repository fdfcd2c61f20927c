/** Users are told apart by their bucket; a bucket is the smallest group that can be moved. */
const buckets = 10_000;

/**
 * As many buckets as hold at most `users` of `population` on average: never more than asked for. 0: they are less than one
 * bucket holds.
 */
export function bucketsOf(users: number, population: number): number {
  return population <= 0 ? 0 : Math.min(buckets, Math.floor((users * buckets) / population));
}

/** The smallest number of users that fills a bucket. */
export function smallestGroup(population: number): number {
  return Math.ceil(population / buckets);
}
