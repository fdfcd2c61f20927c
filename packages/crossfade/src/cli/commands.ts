import type { SourceRequest } from "@crossfade/core";
import type { DoctorPorts } from "./doctor.ts";

/** What the command line needs done. main/ provides it; tests provide fakes. `R` is the report of the analysis, opaque here. */
export interface Commands<R> {
  analyse(request: AnalyseRequest): Promise<R>;
  summary(report: R): Summary;
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

/** The part of a report that decides the exit code. Standing, accepted and waived pairs are not counted. */
export interface Summary {
  /** Version pairs that break, and that are unknown, if everything is deployed at once. */
  readonly breaks: number;
  readonly unknowns: number;
  readonly plan: "proven" | "unproven" | "impossible";
}

export type Format = "text" | "json" | "github";

export type View = {
  readonly format: Format;
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
} & (
  | { readonly verb: "check"; readonly allowSplit: boolean }
  | { readonly verb: "plan" | "matrix" }
  | { readonly verb: "explain"; readonly finding: string }
);

export interface Rendered {
  /** Ends with a newline. */
  readonly text: string;
  /** Markdown for the job summary of GitHub Actions; only for `github`. */
  readonly markdown?: string;
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
