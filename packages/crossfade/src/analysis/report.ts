import type { CompareSettings, Hazard } from "@crossfade/contracts";

import type {
  Conflict,
  Contact,
  Finding,
  FindingId,
  Kind,
  Lane,
  LinkMatrix,
  MatrixCell,
  Medium,
  Move,
  MoveCost,
  Obligation,
  Overlap,
  Plan,
  Scene,
  StageRow,
  SystemDelivery,
  VersionLabel,
} from "@crossfade/core";
import type { ConfigCalendar } from "../config/system-config.ts";
import type { ReportMeeting } from "./meetings.ts";

/** What `check`, `plan`, `matrix` and `explain` show: one value, rendered as text, JSON or Markdown. */
export interface Report {
  readonly reportSchema: 1;
  readonly system: string;
  /** The revisions that were compared, as they were asked for: "v1.8.0", "HEAD". */
  readonly from: string;
  readonly to: string;
  readonly also: readonly string[];
  /** What was decided for the user, one sentence each. */
  readonly notes: readonly string[];
  readonly components: readonly ReportComponent[];
  readonly links: readonly ReportLink[];
  /** Contracts that could not be read; their pairs are unknown. */
  readonly problems: readonly ReportProblem[];
  /** Schemas that move: what their pending migrations do. */
  readonly schemas: readonly SchemaReport[];
  /** What no contract can say, for people to check: one item for each kind of contract that is spoken. */
  readonly checklist: readonly ChecklistItem[];
  /** Titles of the rules that found something. */
  readonly rules: Readonly<Record<string, string>>;
  /** By id; notices too. */
  readonly findings: Readonly<Record<FindingId, Finding>>;
  /** All version pairs, link by link. With moves chosen: those of the release that the moves make. */
  readonly matrix: readonly LinkMatrix[];
  readonly asRequested: Count;
  /** Pairs that count, worst first: in contact if everything goes out at once, breaking or unknown, not waived, not standing. */
  readonly atOnce: readonly PairReport[];
  /** Broken or unknown since before the release: reported, not counted. */
  readonly standing: readonly PairReport[];
  /** Taken out of the reckoning by a waiver. */
  readonly waived: readonly (PairReport & { readonly waivers: readonly ReportWaiver[] })[];
  readonly expiredWaivers: readonly ReportWaiver[];
  readonly planning: ReportPlanning;
  /** Only where they were asked for. */
  readonly scenes?: ReportScenes;
  /** Only of the findings that are to be explained: their pairs. With moves chosen: of the release that the moves make. */
  readonly meetings?: Readonly<Record<FindingId, readonly ReportMeeting[]>>;
  /** Only where it was asked for. With moves chosen: of the release that the moves make. */
  readonly delivery?: ReportDelivery;
}

/** How the parts travel: what a forecast needs besides the plan. */
export interface ReportDelivery extends SystemDelivery {
  /** Whose business days the delays count. */
  readonly calendars: readonly ConfigCalendar[];
}

/** Who is there and who meets whom, moment by moment. */
export interface ReportScenes {
  /** With moves chosen: as the moves make them. */
  readonly components: readonly {
    readonly id: string;
    readonly kind: Kind;
    /** Oldest first: versions that are still alive, then those that the release runs through. */
    readonly versions: readonly VersionLabel[];
    readonly older: number;
    readonly forward: Overlap;
    /** Its users leave a version in their own time. */
    readonly tail: boolean;
  }[];
  /** Before, everything at once, after. */
  readonly requested: readonly Scene[];
  /** Before, each stage, after; none where there is no plan. */
  readonly planned: readonly Scene[];
}

export interface ReportComponent {
  readonly id: string;
  readonly kind: Kind;
  /** The versions it runs through; one: it does not move. */
  readonly chain: readonly VersionLabel[];
  readonly older: readonly VersionLabel[];
}

export interface ReportLink {
  readonly id: string;
  readonly sender: string;
  readonly receiver: string;
  readonly medium: Medium;
  readonly form: string;
  readonly path: string;
  /** "30 operations"; absent where the contract was not read. */
  readonly summary?: string;
  /** What was assumed of both ends in every verdict of the link; compatible ones too. */
  readonly reading: LinkReading;
}

/** Under which assumptions the verdicts of a link were made: the settings that its kind of contract heeds. */
export interface LinkReading extends Partial<CompareSettings> {
  /** Versions of the sender that use only a part of their contract, and the list that says which. */
  readonly narrowed?: readonly { readonly list: string; readonly versions: readonly VersionLabel[] }[];
}

/** Something that no machine can say of this release: a person has to look. */
export interface ChecklistItem {
  /** "not-expressed/http": the same in every release. */
  readonly id: string;
  readonly kind: "human";
  readonly text: string;
  /** The links whose ends move. */
  readonly links: readonly string[];
}

export interface ReportProblem {
  readonly link: string;
  readonly revision: string;
  readonly document: string;
  readonly pointer?: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

export interface SchemaReport {
  readonly component: string;
  /** Names of the migrations that are not applied yet, in order. */
  readonly pending: readonly string[];
  /** The states between them at which the plan pauses. */
  readonly pauses: readonly VersionLabel[];
  /** Statements that destroy, tighten, lock or rewrite, whoever meets the schema. */
  readonly hazards: readonly Hazard[];
}

export interface Count {
  readonly pairs: number;
  readonly inContact: number;
  readonly breaking: number;
  readonly unknown: number;
  readonly fit: number;
}

/** A version pair that is breaking or unknown. */
export interface PairReport {
  readonly link: string;
  readonly sender: { readonly component: string; readonly version: VersionLabel; readonly age: Age };
  readonly receiver: { readonly component: string; readonly version: VersionLabel; readonly age: Age };
  readonly verdict: "breaking" | "unknown";
  readonly findings: readonly FindingId[];
  readonly asRequested: Contact;
  /** Absent where there is no plan. */
  readonly asPlanned?: Contact;
  /** What the plan does about it, or why nothing does: one sentence. */
  readonly so: string;
}

/** New: where the release leads to. Old: what runs now. Older: still alive, or left behind. */
export type Age = "new" | "old" | "older" | "same" | "between";

export interface ReportWaiver {
  readonly finding: FindingId;
  readonly reason: string;
  readonly by: string;
  readonly expires: string;
}

export type ReportPlanning =
  | {
      readonly kind: "proven" | "unproven";
      readonly plan: Plan;
      /** Hash over the canonical JSON of the plan. */
      readonly hash: string;
      readonly stages: readonly StageRow[];
      /** Versions of the chain that never end: endless ones, and those that a pin keeps. */
      readonly staying: readonly {
        readonly component: string;
        readonly version: VersionLabel;
        readonly why: "endless" | "kept";
      }[];
      /** Who is dark, live or draining in which stage. */
      readonly lanes: readonly Lane[];
      readonly inContact: Count;
      readonly unknowns: readonly PairReport[];
      /** Why the way back is not free, where it ends to be. */
      readonly wayBack: readonly WayBackReason[];
      readonly obligations: readonly ObligationReport[];
      /** Versions that go out with flags off, and when those may be turned on. */
      readonly behindFlags: readonly BehindFlag[];
      /** The ids of the moves that were chosen. */
      readonly moves: readonly string[];
    }
  | {
      readonly kind: "impossible";
      readonly conflicts: readonly Conflict[];
      /** Cheapest first. */
      readonly ways: readonly WayOutReport[];
      readonly limited: boolean;
    };

export interface WayOutReport {
  readonly id: string;
  readonly moves: readonly Move[];
  readonly cost: MoveCost;
  readonly kind: "proven" | "unproven";
  readonly plan: Plan;
  readonly hash: string;
  readonly stages: readonly StageRow[];
  readonly obligations: readonly ObligationReport[];
}

/** A version that is let out with flags off that its contracts name. */
export interface BehindFlag {
  readonly component: string;
  readonly version: VersionLabel;
  /** What it is called while they are off. */
  readonly off: VersionLabel;
  readonly keys: readonly string[];
  /** The step of the plan that turns them on. */
  readonly turnOn: string;
  /** "web 2.0.0 is behind flag gifts: deploy it off, turn on after api 1.0.0 is gone". */
  readonly sentence: string;
}

/** An obligation with one finding each. */
export interface ObligationReport extends Obligation {
  /** "worker 2.0.0-bridge must take what api 1.9.0 sends (orders.created message); worker 2.0.0 does not: /email is missing". */
  readonly sentence: string;
}

/** At a step: the pairs because of which the way back waits or is lost. */
export interface WayBackReason {
  readonly step: string;
  readonly wayBack: "costs" | "impossible";
  readonly sentence: string;
  readonly pairs: readonly Pick<MatrixCell, "link" | "sender" | "receiver">[];
}
