import type { Observation } from "@crossfade/core";
import type { CompareSettings } from "../contract.ts";
import type { Location } from "../document/library.ts";
import type { Rule } from "../rule.ts";
import type { Difference } from "../schema/comparison.ts";

/** One type of message or value that the sender may give, and a schema of the receiver for it. */
export interface TypePair {
  readonly type: string;
  readonly sent: Location;
  /** Undefined: the receiver has no schema for it. */
  readonly accepted: Location | undefined;
  /** Set where it cannot be told whether one of the receiver's schemas is meant for it. */
  readonly doubt?: string;
  /** What would settle the doubt. */
  readonly decides?: string;
  readonly difference: Difference;
  readonly settings: CompareSettings;
  /** Which part of it this is about ("headers"); the whole where absent. */
  readonly part?: string;
  /** One that the sender may give, if one can be made up. */
  sample(): { value: unknown } | undefined;
}

export type TypeRule = Rule<TypePair, Observation>;
