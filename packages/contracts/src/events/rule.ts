import type { Observation } from "@crossfade/core";
import type { Location } from "../document/library.ts";
import type { Rule } from "../rule.ts";
import type { Difference } from "../schema/comparison.ts";

/** One type of message that the sender may send, and the receiver's contract for it. */
export interface Message {
  readonly type: string;
  readonly sent: Location;
  readonly accepted: Location | undefined;
  readonly difference: Difference;
  /** One message that the sender may send, if one can be made up. */
  sample(): { value: unknown } | undefined;
}

export type MessageRule = Rule<Message, Observation>;
