import { ABSENT, type Finding, type MatrixCell, type Place } from "@crossfade/core";
import type { ReportMeeting } from "../analysis/meetings.ts";
import type { LinkReading, Report } from "../analysis/report.ts";
import { rolesOf, whatText } from "./pair-groups.ts";

/** What is said of one finding: the answers to five questions, the same for text and JSON. */
export interface Explanation {
  readonly breaks: {
    /** "PUT /cart request". */
    readonly what: string;
    readonly rule: string;
    /** The rule in a few words. */
    readonly title: string;
    readonly why: string;
  };
  /** For whom, and when. */
  readonly meetings: readonly ExplainedMeeting[];
  /** Missing where none is known. */
  readonly value?: {
    readonly sentBy: string;
    readonly takenBy: string;
    readonly value: unknown;
    readonly at: string;
  };
  readonly because: {
    /** Of each contract that has a say. */
    readonly places: readonly (Place & {
      readonly saidBy: string;
      /** Missing where several versions say it. */
      readonly version?: string;
    })[];
    readonly reading: LinkReading;
  };
  readonly waysOut: {
    /** For `unknown`: the single thing that would decide it. */
    readonly decides?: string;
    readonly fixes: readonly string[];
    /** Where no order of the release works: what would change it, as `plan --choose` takes them, cheapest first. */
    readonly moves: readonly string[];
  };
}

/** A version pair that has the finding. */
export interface ExplainedMeeting
  extends ReportMeeting,
    Pick<MatrixCell, "asRequested" | "asPlanned" | "accepted"> {
  /** What the plan does about it; missing where the pair does not count. */
  readonly so?: string;
}

/** Of a report that holds the meetings of its findings. */
export function explanationOf(finding: Finding, report: Report): Explanation {
  const link = report.links.find((each) => each.id === finding.link);
  const [sender, receiver] = [link?.sender ?? "the sender", link?.receiver ?? "the receiver"];
  const { sends, takes } = rolesOf(finding, sender, receiver);
  const { counterexample: sample, decides, fixes, ruleId, why } = finding;
  const places = [finding.place, ...(finding.other ? [finding.other] : [])];
  const meetings = explainedMeetings(finding, report);
  const speaker = ({ side }: Place) => {
    const [version, ...others] = new Set(meetings.map((each) => each[side]));
    const one = version !== undefined && version !== ABSENT && others.length === 0;
    return { saidBy: side === "sender" ? sender : receiver, ...(one ? { version } : {}) };
  };
  return {
    breaks: { what: whatText(finding), rule: ruleId, title: titleOf(ruleId, report), why },
    meetings,
    ...(sample ? { value: { sentBy: sends, takenBy: takes, ...sample } } : {}),
    because: {
      places: places.map((each) => ({ ...each, ...speaker(each) })),
      reading: link?.reading ?? {},
    },
    waysOut: { ...(decides === undefined ? {} : { decides }), fixes, moves: movesOf(finding, report) },
  };
}

/** The cells of the matrix that have a finding. */
export function cellsOf(finding: Finding, report: Pick<Report, "matrix">): MatrixCell[] {
  const cells = report.matrix.find((each) => each.link === finding.link)?.rows.flat() ?? [];
  return cells.filter((each) => each.because.includes(finding.id));
}

/** Moves mend a release, so they matter to what counts in it. */
function movesOf({ id }: Finding, { planning, atOnce }: Report): readonly string[] {
  if (planning.kind !== "impossible" || !atOnce.some((each) => each.findings.includes(id))) return [];
  return planning.ways.map((each) => each.id);
}

function titleOf(ruleId: string, { rules }: Pick<Report, "rules">): string {
  return (Object.hasOwn(rules, ruleId) ? rules[ruleId] : undefined) ?? ruleId;
}

function explainedMeetings(finding: Finding, report: Report): ExplainedMeeting[] {
  const cells = report.matrix.find((each) => each.link === finding.link)?.rows.flat() ?? [];
  const told = [...report.atOnce, ...report.standing, ...report.waived];
  const meetings = report.meetings ?? {};
  const own = Object.hasOwn(meetings, finding.id) ? (meetings[finding.id] ?? []) : [];
  return own.flatMap((meeting): ExplainedMeeting[] => {
    const cell = cells.find((each) => each.sender === meeting.sender && each.receiver === meeting.receiver);
    if (!cell) return [];
    const { asRequested, asPlanned, accepted } = cell;
    const pair = told.find(
      (each) =>
        each.link === meeting.link &&
        each.sender.version === meeting.sender &&
        each.receiver.version === meeting.receiver &&
        each.findings.includes(finding.id),
    );
    return [
      {
        ...meeting,
        asRequested,
        ...(asPlanned ? { asPlanned } : {}),
        accepted,
        ...(pair ? { so: pair.so } : {}),
      },
    ];
  });
}
