import type { Kind } from "@crossfade/core";
import type { ContractForm } from "../config/system-config.ts";

/** A crossfade.yaml before it is text. Everything has its evidence; what is only likely says what to check. */
export interface Proposal {
  readonly system: string;
  readonly components: readonly ProposedComponent[];
  readonly links: readonly ProposedLink[];
  /** What was seen and is not in the file, one sentence each. */
  readonly notes: readonly string[];
}

interface Proposed {
  readonly evidence: readonly string[];
  /** A sentence: what was guessed and how to check it. */
  readonly guess?: string;
  /** Why it is written as a comment: what has to be said or made first. Missing: it is active. */
  readonly missing?: string;
}

export interface ProposedComponent extends Proposed {
  readonly id: string;
  readonly kind: Kind;
  /** As crossfade.yaml has them; missing where it is the default. */
  readonly paths?: readonly string[];
  readonly migrations?: string;
  readonly manifest?: string;
  readonly file?: string;
  readonly assets?: string;
  readonly version?: string;
}

export interface ProposedLink extends Proposed {
  readonly from: readonly string[];
  readonly to: string;
  readonly form: ContractForm;
  readonly path: string;
  /** The receiver's own document. */
  readonly served?: string;
  readonly queue?: string;
  readonly retained?: string;
}

/** Kinds whose people call a server of ours. */
export const clientKinds: ReadonlySet<Kind> = new Set(["web", "mobile", "desktop", "add-in", "extension"]);
export const serverKinds: ReadonlySet<Kind> = new Set(["service"]);
/** What sends SQL and reads flags in its own process. */
export const backendKinds: ReadonlySet<Kind> = new Set(["service", "worker", "job"]);

export const isActive = (each: Proposed): boolean => each.missing === undefined;
