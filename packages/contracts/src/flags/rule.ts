import type { Observation } from "@crossfade/core";
import type { Rule } from "../rule.ts";
import type { KeyRead, KeyServed } from "./flags.ts";

/** One key that the sender reads, and what becomes of it at the receiver. */
export interface Question {
  readonly key: string;
  readonly read: KeyRead;
  /** Missing where the receiver does not know the key. */
  readonly served: KeyServed | undefined;
  /** What the reader may have been served so far: where it was built, and by what runs now. */
  readonly before: readonly KeyServed[];
  /** Whether it is known what was served where the reader was built. */
  readonly builtKnown: boolean;
}

export type FlagRule = Rule<Question, Observation>;
