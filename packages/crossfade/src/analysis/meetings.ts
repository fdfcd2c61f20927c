import {
  type FindingId,
  type Layout,
  type MeetingTime,
  type Moment,
  meetingTimes,
  type PairRef,
  type Scene,
} from "@crossfade/core";

/** One version pair that has a finding, and when the two meet. */
export interface ReportMeeting extends PairRef {
  /** Both have happened; none: since before the release. */
  readonly from: readonly ReportMoment[];
  /** Until the first of them; none: for good. */
  readonly until: readonly ReportMoment[];
  /** Numbers of the stages of the plan in which they can meet. */
  readonly stages: readonly number[];
}

export type ReportMoment = Omit<Moment, "ours">;

/** By finding, in the order of the matrix; notices too. */
export function meetingsOf(
  metWith: ReadonlyMap<FindingId, readonly PairRef[]>,
  layout: Layout,
  planned: readonly Scene[],
): Readonly<Record<FindingId, readonly ReportMeeting[]>> {
  const times = meetingTimes(layout);
  const stages = stagesByPair(planned);
  return Object.fromEntries(
    [...metWith].map(([id, pairs]) => {
      const own = new Set(pairs.map(keyOf));
      const met = times.filter((each) => own.has(keyOf(each)));
      return [id, met.map((each) => reportMeeting(each, stages.get(keyOf(each)) ?? []))];
    }),
  );
}

function reportMeeting(time: MeetingTime, stages: readonly number[]): ReportMeeting {
  const told = ({ ours: _, ...moment }: Moment): ReportMoment => moment;
  return { ...time, from: time.from.map(told), until: time.until.map(told), stages };
}

function stagesByPair(scenes: readonly Scene[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const { moment, contacts } of scenes) {
    if (moment.kind !== "stage") continue;
    for (const each of contacts) found.set(keyOf(each), [...(found.get(keyOf(each)) ?? []), moment.stage]);
  }
  return found;
}

function keyOf({ link, sender, receiver }: PairRef): string {
  return JSON.stringify([link, sender, receiver]);
}
