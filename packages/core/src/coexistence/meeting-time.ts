import type { PairRef } from "../model/system.ts";
import type { Layout } from "../planner/layout.ts";
import { UNSETTLED } from "./spans.ts";
import { ALWAYS, type Bound, type Moment } from "./timeline.ts";

/** Between which moments a version pair can be in contact where no plan keeps it apart. */
export interface MeetingTime extends PairRef {
  /** Both have happened; none: since before the release. */
  readonly from: readonly Moment[];
  /** Until the first of them; none: for good. */
  readonly until: readonly Moment[];
}

/** The times of all version pairs, link by link. Pairs of which nothing is ever there are left out. */
export function meetingTimes({ timeline, spans }: Layout): MeetingTime[] {
  const moments = (...bounds: readonly Bound[]) => [
    ...new Set(bounds.flatMap((each) => timeline.moments[each] ?? [])),
  ];
  return spans.flatMap(({ link, senders, receivers }) =>
    senders
      .filter(({ through }) => through !== ALWAYS)
      .flatMap((sender) =>
        receivers.map((receiver): MeetingTime => {
          const { version } = sender;
          const left: Moment = { kind: "empty", component: link.sender, version, link: link.id, ours: true };
          return {
            link: link.id,
            sender: version,
            receiver: receiver.version,
            from: moments(sender.from, receiver.from),
            // Leftovers that no pair has to wait for have no moment in the timeline.
            until: [
              ...(sender.through === UNSETTLED ? [left] : moments(sender.through)),
              ...moments(receiver.to),
            ],
          };
        }),
      ),
  );
}
