import type { Gate } from "../rollout/gate.ts";
import type { ShareLimit } from "../rollout/release-spec.ts";
import { defaultTrafficGate } from "./gate-limits.ts";
import { ObjectiveProcess } from "./objective-process.ts";
import { counted, figure, percent, roundedTime } from "./plain-figures.ts";

/** What routers counted of a component's users since a moment, each user once. */
export interface LimitCounts {
  readonly users: number;
  /** Of them: those who had an error, or a slow answer. */
  readonly events: number;
  /** The last second in which one was. Absent: there was none. */
  readonly lastS?: number;
  /** Through this second, s since 1970. */
  readonly throughS: number;
  /** Answers up to this second may lack: a router began anew, or lost some. Absent: none does. */
  readonly gapS?: number;
}

export interface LimitMoment {
  /** Since when users are counted, s since 1970. */
  readonly sinceS: number;
  /** How long users are watched on it. */
  readonly bakeS: number;
  /** Of a false `fail` with what is counted since then, by this limit. */
  readonly alpha: number;
}

/** From when on users are counted, and how many such spans there were on the rung, this one with them. */
export interface LimitSpan {
  /** s since 1970. */
  readonly sinceS: number;
  readonly number: number;
}

const shortestHalfS = 600;

const { promotionE, minExcess, silentS, staleS } = defaultTrafficGate;

/**
 * Is the share of users who met it above the limit? `fail` is beyond doubt: the e-process of `ObjectiveProcess` over all users
 * counted, which may be asked as often as one likes (it depends on the totals alone, so that nothing is kept), and some events
 * more than the limit allows. `pass`: so many users were counted as it would take, without an event, to show the limit kept,
 * and their share is not above it. Else it waits; with nobody counted for a minute it is inconclusive.
 */
export function limitGate(limit: ShareLimit, counts: LimitCounts, moment: LimitMoment): Gate {
  const gate = { name: limitName(limit), evidence: { users: counts.users, events: counts.events } };
  const { result, reason, missing } = answerOf(limit, counts, moment);
  return { ...gate, result, reason, ...(missing === undefined ? {} : { missing }) };
}

/**
 * Users are counted since the rung began, and on one that lasts longer than it has time (a person is to promote it) since one or
 * two such times ago: over days almost every user would meet some error. Each span begins at a moment fixed in advance and is
 * asked in its second half alone, but for the first, so that there is always enough to go by.
 */
export function limitSpan(rungSinceS: number, rungTimeS: number, nowS: number): LimitSpan {
  const halfS = Math.max(rungTimeS, shortestHalfS);
  const past = Math.max(0, Math.floor((nowS - rungSinceS) / halfS) - 1);
  return { sinceS: rungSinceS + past * halfS, number: past + 1 };
}

/** "api errors", "api above 500 ms" */
export function limitName({ component, slowerThanMs }: ShareLimit): string {
  return slowerThanMs === undefined ? `${component} errors` : `${component} above ${figure(slowerThanMs)} ms`;
}

/** The fewest users with whom a limit can be told to be kept. */
export function usersNeeded({ share }: ShareLimit): number {
  return ObjectiveProcess.begin(share, "user").unitsMissing(Math.log(promotionE));
}

type Answer = Pick<Gate, "result" | "reason" | "missing">;

function answerOf(limit: ShareLimit, counts: LimitCounts, moment: LimitMoment): Answer {
  const { users, events } = counts;
  const { share, component } = limit;
  const seen = `${figure(events)} of ${counted(users, "user")} of ${component} had ${whatOf(limit)}`;
  const allowed = `at most ${percent(share)} may`;
  const above = `${seen}, ${percent(events / users)}: ${allowed}`;
  if (isBroken(limit, counts, moment)) return { result: "fail", reason: above };
  const silence = silenceOf(component, counts, moment);
  if (silence !== undefined) return silence;
  const lacking = usersNeeded(limit) - users;
  const missing = [
    ...(lacking > 0 ? [counted(lacking, "more user")] : []),
    ...(events > share * users ? [moreWithout(limit, counts)] : []),
    ...wholeTime(counts, moment),
  ];
  if (missing.length === 0) return { result: "pass", reason: `${seen}; ${allowed}` };
  const gap = counts.gapS === undefined ? "" : "; not every answer could be counted";
  const reason = events > share * users ? `${above}; it may be chance` : `${seen}; ${allowed}`;
  return { result: "wait", reason: `${reason}${gap}`, missing: missing.join("; ") };
}

function isBroken({ share }: ShareLimit, { users, events }: LimitCounts, { alpha }: LimitMoment): boolean {
  if (events - share * users < minExcess) return false;
  const broken = ObjectiveProcess.begin(share, "user");
  broken.add(0, users, events, false);
  return broken.harmLog >= Math.log(1 / alpha);
}

/** Whoever is counted no more may be somebody whom nobody can count any more. */
function silenceOf(
  component: string,
  { users, lastS, throughS }: LimitCounts,
  { sinceS }: LimitMoment,
): Answer | undefined {
  const silentForS = throughS - Math.max(sinceS, lastS ?? sinceS);
  const isOver = silentForS >= silentS;
  if (users > 0 && !isOver) return undefined;
  return {
    result: isOver ? "inconclusive" : "wait",
    reason: isOver
      ? `for ${roundedTime(silentForS)} no user of ${component} was counted`
      : `no user of ${component} was counted yet`,
    missing: `users of ${component}`,
  };
}

function moreWithout(limit: ShareLimit, { users, events }: LimitCounts): string {
  const needed = Math.ceil(events / limit.share) - users;
  return counted(Math.max(1, needed), "more user", ` without ${whatOf(limit)}`);
}

/** What was not counted may have been the errors: users are watched for the whole time once more. */
function wholeTime({ gapS, throughS }: LimitCounts, { bakeS }: LimitMoment): readonly string[] {
  const leftS = gapS === undefined ? 0 : gapS + Math.max(bakeS, staleS) - throughS;
  return leftS > 0 ? [`${roundedTime(leftS)} more in which every answer is counted`] : [];
}

function whatOf({ slowerThanMs }: ShareLimit): string {
  return slowerThanMs === undefined ? "an error" : `an answer above ${figure(slowerThanMs)} ms`;
}
