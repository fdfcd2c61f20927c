import type { SourceRequest } from "@crossfade/core";
import type { Outcome } from "../analysis/outcome.ts";
import type { Rendered, View } from "../render/view.ts";
import type { DoctorPorts } from "./doctor.ts";

/** What the command line needs done. main/ provides it; tests provide fakes. `R` is the report of the analysis, opaque here. */
export interface Commands<R> {
  analyse(request: AnalyseRequest): Promise<R>;
  outcome(report: R): Outcome;
  /** A CrossfadeError CF_FINDING_UNKNOWN for a finding that the report does not have. */
  render(report: R, view: View): Rendered;
  /** The plan as canonical JSON, for --out. Throws a CrossfadeError where no order exists. */
  planFile(report: R): string;
  /** The JSON Schema of crossfade.yaml. */
  configSchema(): Readonly<Record<string, unknown>>;
  readonly doctor: DoctorPorts;
  readonly version: string;
}

export interface AnalyseRequest {
  readonly source: SourceRequest;
  /** Versions of which only leftovers remain. */
  readonly left: readonly { readonly component: string; readonly label: string }[];
  /** Moves that the user has chosen, as the plan names them. */
  readonly choose: readonly string[];
}

/** The outside world of one run. */
export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Paths are relative to the working directory. Throw CF_OUTPUT_UNWRITABLE. */
  writeFile(path: string, text: string): Promise<void>;
  appendFile(path: string, text: string): Promise<void>;
}
