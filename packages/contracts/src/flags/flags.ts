import type { Contract } from "../contract.ts";
import type { Location } from "../document/library.ts";
import type { FlagType } from "./flag-type.ts";

/** One key that a reader asks for, and what it makes of the answer. */
export interface KeyRead {
  readonly at: Location;
  readonly type: FlagType;
  /** What the code falls back to; missing where nobody has said. */
  readonly default?: unknown;
  /** What it falls back to elsewhere in the code. */
  readonly otherDefaults?: readonly unknown[];
  readonly source?: SourceLine;
  /** The values that the reader knows; missing: it takes any of its type. */
  readonly values?: readonly unknown[];
  /** What it means for the reader that the key is not served. */
  readonly missing?: "fine" | "breaks";
}

/** A line of source code. */
export interface SourceLine {
  readonly document: string;
  /** 1-based. */
  readonly line: number;
}

/** Code that reads a flag, or may, of which a scan could not tell all. */
export interface FlagDoubt {
  readonly at: Location;
  readonly source?: SourceLine;
  readonly why: string;
  /** Missing: it may be any key. */
  readonly key?: string;
}

/** One key that is served. */
export interface KeyServed {
  readonly at: Location;
  readonly type: FlagType;
  /** What may be served as the document stands; missing: any value of the type. */
  readonly values?: readonly unknown[];
  /** `sometimes`, `never`: the answer carries no value, so the reader takes its own default. */
  readonly answers: "always" | "sometimes" | "never";
  /** Why it does not always answer. */
  readonly silence?: string;
  /** It serves its one final value to whoever still asks. */
  readonly isTombstone?: boolean;
}

export interface Flags extends Contract {
  readonly kind: "flags";
  readonly reads: ReadonlyMap<string, KeyRead>;
  readonly serves: ReadonlyMap<string, KeyServed>;
  /** Beside what is read for certain. */
  readonly doubts: readonly FlagDoubt[];
}
