import { type Contact, Contacts } from "../coexistence/contact.ts";
import { acceptedPairs, pairKey, verdictOf } from "../coexistence/meetings.ts";
import type { FindingId, Verdict, VerdictTable } from "../finding/verdict.ts";
import type { PairRef } from "../model/system.ts";
import { ABSENT } from "../model/version.ts";
import type { Layout } from "../planner/layout.ts";

/** One version pair: its verdict, and when the two can meet. */
export interface MatrixCell extends PairRef {
  readonly verdict: Verdict["kind"];
  readonly because: readonly FindingId[];
  /** If everything goes out at once. */
  readonly asRequested: Contact;
  /** Under the plan; absent where there is none. */
  readonly asPlanned?: Contact;
  /** Waived or accepted: shown, not counted. */
  readonly accepted: boolean;
}

/** The pairs of one link: a row sends, a column receives. */
export interface LinkMatrix {
  readonly link: string;
  readonly sender: string;
  readonly receiver: string;
  readonly rows: readonly (readonly MatrixCell[])[];
}

/** Every version pair of every link, drawn from the layout of a release (and, with moves, of the release that they make). */
export function matrixOf(layout: Layout, verdicts: VerdictTable): LinkMatrix[] {
  const { timeline, spans, solution } = layout;
  const { system } = timeline;
  const requested = new Contacts(timeline, timeline.edges);
  const planned = solution.kind === "order" ? new Contacts(timeline, solution.arcs) : undefined;
  const accepted = acceptedPairs(system);
  return spans.map((each) => ({
    link: each.link.id,
    sender: each.link.sender,
    receiver: each.link.receiver,
    rows: each.senders
      .filter((sender) => sender.version !== ABSENT)
      .map((sender) =>
        each.receivers.map((receiver): MatrixCell => {
          const pair = { link: each.link.id, sender: sender.version, receiver: receiver.version };
          const verdict = verdictOf(system, verdicts, pair);
          const asPlanned = planned?.of(each, sender, receiver);
          return {
            ...pair,
            verdict: verdict.kind,
            because: "because" in verdict ? verdict.because : [],
            asRequested: requested.of(each, sender, receiver),
            ...(asPlanned ? { asPlanned } : {}),
            accepted: accepted.has(pairKey(pair)),
          };
        }),
      ),
  }));
}
