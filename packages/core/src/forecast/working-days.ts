/** One working day of somebody, in milliseconds since 1970 UTC: [from, to). A day of 23 or 25 hours is one day. */
export interface WorkingDay {
  readonly from: number;
  readonly to: number;
}

/**
 * The moment at which `count` working days have passed since `at`. From a Friday at nine, one working day is Monday at nine;
 * from a Saturday it is the end of Monday. `days` are in order and apart. Infinity beyond the last of them.
 */
export function afterWorkingDays(days: readonly WorkingDay[], at: number, count: number): number {
  if (count <= 0) return at;
  const first = firstNotOver(days, at);
  const day = days[first];
  if (!day) return Number.POSITIVE_INFINITY;
  const passed = at <= day.from ? 0 : (at - day.from) / (day.to - day.from);
  const target = first + passed + count;
  if (target > days.length) return Number.POSITIVE_INFINITY;
  const whole = Math.floor(target);
  const part = target - whole;
  // A whole number of days ends with its last day, not with the next one that begins, perhaps after a weekend.
  if (part === 0) return Math.max(at, days[whole - 1]?.to ?? Number.POSITIVE_INFINITY);
  const last = days[whole];
  return last ? last.from + part * (last.to - last.from) : Number.POSITIVE_INFINITY;
}

function firstNotOver(days: readonly WorkingDay[], at: number): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle]?.to ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
