import type { Proposal } from "../discovery/proposal.ts";
import type { RepositoryFiles } from "../discovery/repository-files.ts";
import type { Survey } from "../discovery/survey.ts";

/** What init needs of the world. */
export interface InitPorts {
  /**
   * The files of the repository that the folder lies in, or of the folder itself.
   * @param tell is called now and then where it takes long
   */
  look(folder: string, tell: (line: string) => void): Promise<LookedAt>;
  /** All of the file or nothing. Throws CF_CONFIG_EXISTS unless it may be overwritten, and CF_OUTPUT_UNWRITABLE. */
  writeWhole(path: string, text: string, overwrite: boolean): void;
}

export interface LookedAt {
  readonly files: RepositoryFiles;
  /** crossfade.yaml at the top of what was looked at, as one would type it here. */
  readonly configPath: string;
  readonly configExists: boolean;
  readonly history: InitHistory;
  /** What was not looked at, one sentence each: a limit was met. */
  readonly limits: readonly string[];
}

/** What `check` can be given as the earlier revision. */
export type InitHistory =
  | { readonly kind: "none" }
  | { readonly kind: "git"; readonly commits: "none" | "one" | "several"; readonly tag?: string };

/** What was found and what became of it. */
export interface Initiated {
  readonly survey: Survey;
  readonly proposal: Proposal;
  readonly text: string;
  /** Missing: nothing was written (--stdout). */
  readonly written?: string;
  readonly history: InitHistory;
  readonly limits: readonly string[];
}
