import type { SourceRequest } from "@crossfade/core";
import type { Outcome } from "../analysis/outcome.ts";
import type { DrawFormat, Drawn } from "../render/draw/draw-report.ts";
import type { TimelineText, TimelineView } from "../render/timeline/view.ts";
import type { Rendered, View } from "../render/view.ts";
import type { ControlPorts } from "./control-ports.ts";
import type { DoctorPorts } from "./doctor.ts";
import type { InclusionPorts } from "./inclusion-ports.ts";
import type { InitPorts } from "./init-ports.ts";
import type { ProxyPorts } from "./proxy-ports.ts";
import type { RouterPorts } from "./router-ports.ts";

/** What the command line needs done. main/ provides it; tests provide fakes. `R` is the report of the analysis, opaque here. */
export interface Commands<R> {
  analyse(request: AnalyseRequest): Promise<R>;
  outcome(report: R): Outcome;
  /** A CrossfadeError CF_FINDING_UNKNOWN for a finding that the report does not have. */
  render(report: R, view: View): Rendered;
  /** The plan of a report that holds its delivery, dated. CF_TOO_MANY_RUNS, CF_NO_PLAN. */
  timeline(report: R, request: TimelineRequest, view: TimelineView): Promise<TimelineText>;
  /** A report with scenes as a file. Throws CF_USAGE for a stage that the plan does not have. */
  draw(report: R, view: DrawFormat): Drawn;
  /** The plan as canonical JSON, for --out. Throws a CrossfadeError where no order exists. */
  planFile(report: R): string;
  /** The JSON Schema of crossfade.yaml. */
  configSchema(): Readonly<Record<string, unknown>>;
  readonly inclusion: InclusionPorts;
  readonly doctor: DoctorPorts;
  readonly init: InitPorts;
  readonly proxy: ProxyPorts;
  readonly router: RouterPorts;
  readonly control: ControlPorts;
  readonly version: string;
}

export interface AnalyseRequest {
  readonly source: SourceRequest;
  /** Versions of which only leftovers remain. */
  readonly left: readonly { readonly component: string; readonly label: string }[];
  /** Moves that the user has chosen, as the plan names them. */
  readonly choose: readonly string[];
  /** False: nothing that earlier runs found is used or kept. */
  readonly cache?: boolean;
  /** The report must hold what is needed to draw it. */
  readonly scenes?: boolean;
  /** The report must hold what is needed to explain the findings whose id begins so. */
  readonly explain?: string;
  /** The report must hold what a forecast needs. */
  readonly delivery?: boolean;
}

export interface TimelineRequest {
  /** ms since 1970 UTC. Absent: now, to the minute. */
  readonly startMs?: number;
  readonly seed: number;
  readonly runs: number;
}

/** The outside world of one run. */
export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Of the terminal; absent or 0 where it is not known. */
  readonly rows?: number;
  /** Paths are relative to the working directory. Throw CF_OUTPUT_UNWRITABLE. */
  writeFile(path: string, text: string): Promise<void>;
  appendFile(path: string, text: string): Promise<void>;
}
