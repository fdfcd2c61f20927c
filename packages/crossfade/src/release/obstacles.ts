import {
  calendarOf,
  countingApprovals,
  missingConsent,
  type ReleaseProgress,
  type ReleaseSpec,
  windowAt,
} from "@crossfade/core";
import { listed, momentText } from "./moment-text.ts";

/** What keeps users from being moved now, whatever the evidence says; one sentence each. None: nothing does. */
export function obstaclesOf(spec: ReleaseSpec, progress: ReleaseProgress, nowMs: number): readonly string[] {
  const { approvals, items } = missingConsent(spec, progress, nowMs);
  const window = windowAt(calendarOf(spec, progress), nowMs);
  const asked = approvals.map(({ role, missing }) => (missing === 1 ? role : `${role} (${missing} people)`));
  const opens =
    window.open || window.opensAtMs === undefined ? "" : `, until ${momentText(window.opensAtMs)}`;
  return [
    ...(progress.hold === undefined ? [] : [`It is on hold: ${sentence(progress.hold.why)}`]),
    ...(asked.length === 0 ? [] : [`It waits for the approval of ${listed(asked)}.`]),
    ...(asked.length === 0 ? [] : ownYes(spec, progress)),
    ...items.map(({ text }) => `It waits for a yes: ${sentence(text)}`),
    ...(window.open ? [] : [`Users are not moved now: ${window.why}${opens}.`]),
  ];
}

/** Whoever has said yes wonders why it is still missing. */
function ownYes(spec: ReleaseSpec, progress: ReleaseProgress): readonly string[] {
  const counting = countingApprovals(spec, progress);
  const own = progress.approvals.filter((each) => !counting.includes(each)).map(({ by }) => by);
  const made = (by: string) => (by === spec.createdBy ? "made" : "started");
  return [...new Set(own)].map((by) => `The yes of ${by}, who ${made(by)} it, does not count.`);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
