/** Half-open, ms since 1970 UTC. Zones, weekdays and holidays are resolved before they come here. */
export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Calendar {
  /** When users may be moved. Absent: at any time. */
  readonly windows?: readonly Interval[];
  /** When they may not, whatever the windows say; each says why. */
  readonly freezes: readonly (Interval & { readonly why: string })[];
}

export type WindowNow =
  | { readonly open: true }
  | { readonly open: false; readonly why: string; readonly opensAtMs?: number };

/** Steps forward are looked for so often; a calendar with more changes than that is not said to open. */
const maxLooks = 1_000;

/** May users be moved now, and if not, when? Steps back are never asked this. */
export function windowAt(calendar: Calendar, nowMs: number): WindowNow {
  const why = closedWhy(calendar, nowMs);
  if (why === undefined) return { open: true };
  const opensAtMs = nextOpen(calendar, nowMs);
  return { open: false, why, ...(opensAtMs === undefined ? {} : { opensAtMs }) };
}

/** Between these moments both let users be moved, or not, at the same times, and for the same reasons. Half-open. */
export function isSameCalendar(
  one: Calendar,
  other: Calendar,
  { fromMs, toMs }: Interval = { fromMs: 0, toMs: Number.POSITIVE_INFINITY },
): boolean {
  const changes = [one, other].flatMap(({ windows = [], freezes }) =>
    [...windows, ...freezes].flatMap((each) => [each.fromMs, each.toMs]),
  );
  return [fromMs, ...changes]
    .filter((atMs) => fromMs <= atMs && atMs < toMs)
    .every((atMs) => closedWhy(one, atMs) === closedWhy(other, atMs));
}

function closedWhy({ windows, freezes }: Calendar, nowMs: number): string | undefined {
  const freeze = freezes.find((each) => holds(each, nowMs));
  if (freeze !== undefined) return freeze.why;
  if (windows === undefined || windows.some((each) => holds(each, nowMs))) return undefined;
  return "no release window is open";
}

/** The first moment at which a window begins or a freeze ends, and nothing else is in the way. */
function nextOpen(calendar: Calendar, nowMs: number): number | undefined {
  const changes = [
    ...(calendar.windows ?? []).map(({ fromMs }) => fromMs),
    ...calendar.freezes.map(({ toMs }) => toMs),
  ];
  return changes
    .filter((atMs) => atMs > nowMs)
    .sort((a, b) => a - b)
    .slice(0, maxLooks)
    .find((atMs) => closedWhy(calendar, atMs) === undefined);
}

function holds({ fromMs, toMs }: Interval, nowMs: number): boolean {
  return fromMs <= nowMs && nowMs < toMs;
}
