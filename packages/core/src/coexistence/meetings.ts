import type { FindingId, Verdict, VerdictTable } from "../finding/verdict.ts";
import type { Link } from "../model/link.ts";
import type { PairRef, System } from "../model/system.ts";
import { ABSENT } from "../model/version.ts";
import { type LinkSpans, mayMeet, type ReceiverSpan, type SenderSpan, settle } from "./spans.ts";
import { ALWAYS, type Timeline } from "./timeline.ts";

/** A version pair that must not, or may not, be in contact. */
export interface Meeting {
  readonly link: Link;
  readonly sender: SenderSpan;
  readonly receiver: ReceiverSpan;
  readonly kind: "breaking" | "unknown";
  readonly because: readonly FindingId[];
  /** In contact since before the release: reported, exempt from every rule. */
  readonly standing: boolean;
}

const COMPATIBLE: Verdict = { kind: "compatible" };
const UNKNOWN: Verdict = { kind: "unknown", because: [] };

/** Every pair that could meet and is breaking or unknown. What the table does not name is unknown. */
export function meetings(timeline: Timeline, spans: readonly LinkSpans[], verdicts: VerdictTable): Meeting[] {
  const { system } = timeline;
  const found: Meeting[] = [];
  const accepted = acceptedPairs(system);
  const promised = new Set(system.promised.map((each) => `${each.component}@${each.version}`));
  for (const { link, senders, receivers } of spans) {
    const ofLink = verdicts.get(link.id);
    for (const sender of senders) {
      if (sender.version === ABSENT || promised.has(`${link.sender}@${sender.version}`)) continue;
      const ofSender = ofLink?.get(sender.version);
      for (const receiver of receivers) {
        const verdict = ofSender?.get(receiver.version) ?? UNKNOWN;
        if (verdict.kind === "compatible" || verdict.kind === "not-spoken") continue;
        if (!mayMeet(link, sender.version, receiver.version)) continue;
        // A component that is not there yet, or no more, does not miss itself.
        if (receiver.version === ABSENT && link.sender === link.receiver) continue;
        if (promised.has(`${link.receiver}@${receiver.version}`)) continue;
        if (accepted.has(pairKey({ link: link.id, sender: sender.version, receiver: receiver.version })))
          continue;
        settle(timeline, link, sender);
        const standing = sender.from === ALWAYS && receiver.from === ALWAYS;
        found.push({ link, sender, receiver, kind: verdict.kind, because: verdict.because, standing });
      }
    }
  }
  return found;
}

/** The verdict of a pair, promises and missing entries considered; waivers not. */
export function verdictOf(system: System, verdicts: VerdictTable, pair: PairRef): Verdict {
  const link = system.links.find((each) => each.id === pair.link);
  const promised = system.promised.some(
    ({ component, version }) =>
      (component === link?.sender && version === pair.sender) ||
      (component === link?.receiver && version === pair.receiver),
  );
  if (promised || pair.sender === ABSENT) return COMPATIBLE;
  return verdicts.get(pair.link)?.get(pair.sender)?.get(pair.receiver) ?? UNKNOWN;
}

/** One text per pair, for sets and maps. NUL cannot stand in an id. */
export function pairKey(pair: PairRef): string {
  return `${pair.link}\0${pair.sender}\0${pair.receiver}`;
}

export function pairOf(meeting: Meeting): PairRef {
  return { link: meeting.link.id, sender: meeting.sender.version, receiver: meeting.receiver.version };
}

export function acceptedPairs(system: System): ReadonlySet<string> {
  return new Set(system.accepted.map(pairKey));
}
